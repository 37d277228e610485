import { computed, shallowRef } from 'vue';
import { dayBefore, queueIdSchema, serviceDay } from '../../contract/queue.ts';
import type { ShownEntry } from '../../contract/queue-entries.ts';
import type { Text } from '../../contract/text.ts';
import { serverNow } from '../centre/ask.ts';
import { followBoard } from '../centre/board-feed.ts';

/** Somebody who is called to a counter. `heardAt`: when this board first knew of this call; undefined where it was there before. */
export interface Call {
  entry: ShownEntry;
  counter: NonNullable<ShownEntry['counter']>;
  heardAt: number | undefined;
}

/** A line that breaks for a moment, as at a restart of the server, is nobody's concern. */
const shortBreak = 4_000;
const tickEvery = 1_000;

export const now = shallowRef(serverNow());
export const centre = shallowRef<Text>();
/** The latest first. */
const all = shallowRef<readonly Call[]>([]);
const lostAt = shallowRef<number>();
const everHeard = shallowRef(false);

/** Of these queues only, where the address names some. */
const wanted = new URLSearchParams(location.search)
  .getAll('queue')
  .filter((queue) => queueIdSchema.safeParse(queue).success);

/** Who came before midnight may be called after it. */
export const calls = computed(() => {
  const since = dayBefore(serviceDay(now.value));
  return all.value.filter(({ entry }) => entry.serviceDay >= since);
});

/** Since when what is shown may be old; undefined while it is not. */
export const staleSince = computed(() =>
  lostAt.value !== undefined && now.value > lostAt.value + shortBreak ? lostAt.value : undefined,
);

/** Nothing is known until the server has answered once. */
export const isKnown = computed(() => everHeard.value);

const isOpen = ({ state }: ShownEntry) => state === 'called' || state === 'serving';
const isWanted = ({ queue }: ShownEntry) => wanted.length === 0 || wanted.includes(queue);

/** What the board makes of an entry that it may show, at an instant. */
function callOf(entry: ShownEntry, heardAt: number | undefined): Call | undefined {
  if (!entry.counter || !isOpen(entry) || !isWanted(entry)) return undefined;
  const before = all.value.find((call) => call.entry.entry === entry.entry);
  const isSameCall = before?.entry.calls === entry.calls;
  return { entry, counter: entry.counter, heardAt: isSameCall ? before.heardAt : heardAt };
}

/** From the page's first moment to its last. */
export function openBoard(): void {
  setInterval(() => (now.value = serverNow()), tickEvery);
  void followBoard({
    snapshot(board) {
      // What was there before the board was is no news.
      const heardAt = everHeard.value ? serverNow() : undefined;
      all.value = board.called.flatMap((entry) => callOf(entry, heardAt) ?? []);
      centre.value = board.centre;
      everHeard.value = true;
      lostAt.value = undefined;
    },
    event({ entry }) {
      const call = callOf(entry, serverNow());
      const at = all.value.findIndex((other) => other.entry.entry === entry.entry);
      if (call && all.value[at]?.entry.calls === entry.calls)
        all.value = all.value.map((other, index) => (index === at ? call : other));
      else {
        const others = all.value.filter((other) => other.entry.entry !== entry.entry);
        all.value = call ? [call, ...others] : others;
      }
    },
    lost() {
      lostAt.value ??= serverNow();
    },
  });
}
