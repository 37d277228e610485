import { computed, shallowRef } from 'vue';
import {
  queueEntriesSchema,
  queueListSchema,
  shownEntrySchema,
  type QueueSummary,
  type ShownEntry,
  type WaitingEntry,
} from '../../contract/queue-entries.ts';
import { serviceDay } from '../../contract/queue.ts';
import { z } from '../../contract/zod.ts';
import { ask, serverNow } from '../centre/ask.ts';
import { kept } from './kept.ts';
import { noteSignedOut } from './session.ts';
import { workplace } from './workplace.ts';

/** One that was called, with what staff see of it where it was in a list. */
export type CalledEntry = ShownEntry & Partial<Omit<WaitingEntry, keyof ShownEntry>>;

interface Line {
  waiting: readonly WaitingEntry[];
  called: readonly CalledEntry[];
}

const mostLately = 8;
const latelyStore = kept(sessionStorage, 'tram.counter.lately', z.array(shownEntrySchema));

/** Every queue of the centre. */
export const queues = shallowRef<readonly QueueSummary[]>();
const lines = shallowRef<ReadonlyMap<string, Line>>(new Map());
/** When the server last told all of it. */
export const linesAt = shallowRef<number>();
const doneHere = shallowRef<readonly ShownEntry[]>(latelyStore.read() ?? []);

const isHere = ({ counter }: ShownEntry) => counter !== undefined && counter.id === workplace.value?.counter;
const isAtCounter = ({ state }: ShownEntry) => state === 'called' || state === 'serving';
const isToday = (entry: ShownEntry) => entry.serviceDay === serviceDay(serverNow());

/** The queues that are called from this counter. */
export const queuesHere = computed(() =>
  (queues.value ?? []).filter(({ counters }) => counters.some(({ id }) => id === workplace.value?.counter)),
);

/** Whether the server has told of each of them. */
export const isKnown = computed(
  () => queues.value !== undefined && queuesHere.value.every(({ queue }) => lines.value.has(queue)),
);

const called = computed(() => [...lines.value.values()].flatMap((line) => line.called));

/** In calling order, of the queue that is called now. */
export const waiting = computed(() => lines.value.get(workplace.value?.queue ?? '')?.waiting);

/** Whom this counter called and has not done with. */
export const present = computed(() => called.value.find((entry) => isHere(entry) && isAtCounter(entry)));

/** What was done here lately, the latest first, and whoever of these queues did not come and still may. */
export const lately = computed(() => {
  const missing = called.value.filter(({ state }) => state === 'no-show');
  const others = missing.filter(({ entry }) => doneHere.value.every((done) => done.entry !== entry));
  return [...doneHere.value.filter(isToday), ...others].slice(0, mostLately);
});

/** By queue: how often news of it came. */
const changes = new Map<string, number>();

/** An entry as the server has it now. */
export function noteEntry(entry: ShownEntry): void {
  changes.set(entry.queue, (changes.get(entry.queue) ?? 0) + 1);
  const line = lines.value.get(entry.queue);
  if (line) {
    const isOther = (other: ShownEntry) => other.entry !== entry.entry;
    const before = [...line.called, ...line.waiting].find((other) => !isOther(other));
    const others = line.called.filter(isOther);
    const stays = isAtCounter(entry) || entry.state === 'no-show';
    lines.value = new Map(lines.value).set(entry.queue, {
      waiting: entry.state === 'waiting' ? line.waiting : line.waiting.filter(isOther),
      called: stays ? [{ ...before, ...entry }, ...others] : others,
    });
  }
  const isDone = isHere(entry) && !isAtCounter(entry) && entry.state !== 'waiting';
  const others = doneHere.value.filter((other) => other.entry !== entry.entry);
  doneHere.value = isDone ? [entry, ...others].slice(0, mostLately) : others;
  latelyStore.write([...doneHere.value]);
}

/** Asks the server for all of it. @returns whether that is known now */
export async function readLines(): Promise<boolean> {
  const list = await ask('/v1/queues', queueListSchema);
  if (list.kind === 'signed-out') noteSignedOut();
  if (list.kind !== 'ok') return false;
  queues.value = list.value.queues;
  for (const { queue } of queuesHere.value) if (!(await readLine(queue))) return false;
  linesAt.value = serverNow();
  return true;
}

async function readLine(queue: string): Promise<boolean> {
  const changesBefore = changes.get(queue);
  const answer = await ask(`/v1/queues/${queue}/entries`, queueEntriesSchema);
  if (answer.kind === 'signed-out') noteSignedOut();
  if (answer.kind !== 'ok') return false;
  // Older than what was heard meanwhile.
  if (changes.get(queue) !== changesBefore) return readLine(queue);
  // The server says why of those who wait, and no more once they are called.
  const before = lines.value.get(queue);
  const reasons = new Map(
    [...(before?.waiting ?? []), ...(before?.called ?? [])].map((each) => [each.entry, each.reason]),
  );
  lines.value = new Map(lines.value).set(queue, {
    waiting: answer.value.waiting,
    called: answer.value.called.map((entry) => {
      const reason = reasons.get(entry.entry);
      return { ...entry, ...(reason && { reason }) };
    }),
  });
  return true;
}
