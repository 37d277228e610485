import { computed, shallowRef, watch } from 'vue';
import type { FailureCode } from '../../contract/failures.ts';
import { shownEntrySchema, type EntryChange } from '../../contract/queue-entries.ts';
import type { Text } from '../../contract/text.ts';
import { serverNow } from '../centre/ask.ts';
import { followBoard } from '../centre/board-feed.ts';
import { readHelpCalls } from './help.ts';
import { intents, isPending, type Wish } from './intent.ts';
import { isKnown, noteEntry, present, queuesHere, readLines, waiting } from './lines.ts';
import { findSession, session } from './session.ts';
import { workplace } from './workplace.ts';

/** What the clerk must know of the last press. */
export type Notice =
  | { kind: 'refused'; code: FailureCode }
  | { kind: 'tooOld' | 'otherStaff'; at: number }
  | { kind: 'called'; number: string };

/** EN 301 549 §5.9 wants half a second: two strikes are one, and nobody is served within a whole one. */
const doubleStrike = 1_000;
const readEvery = 30_000;
/** Between two readings for news of others, or because one failed. */
const readAfterNews = 3_000;
/** Nobody is at it: what asks no more lets the server end the session. */
const unattended = 30 * 60_000;

export const centre = shallowRef<Text>();
export const notice = shallowRef<Notice>();
/** Since when nothing new was heard; undefined while the line is good. */
export const lostSince = shallowRef<number>();

/** Just after an answer: what is pressed now was pressed twice. */
const isEcho = shallowRef(false);
let echoTimer: number | undefined;

/** Whether a press counts. Before it is known who is here, a call would leave two at one counter. */
export const isReady = computed(
  () => session.value !== undefined && isKnown.value && !isPending.value && !isEcho.value,
);

const { press, resume } = intents(shownEntrySchema, {
  answered(entry) {
    noteEntry(entry);
    isEcho.value = true;
    clearTimeout(echoTimer);
    echoTimer = window.setTimeout(() => (isEcho.value = false), doubleStrike);
    if (entry.state === 'called') notice.value = { kind: 'called', number: entry.number };
    void read();
  },
  refused(code) {
    notice.value = { kind: 'refused', code };
    void read();
  },
  dropped(why, at) {
    notice.value = { kind: why, at };
    void read();
  },
});

function want(...wishes: Wish[]): void {
  if (!isReady.value) return;
  notice.value = undefined;
  press(...wishes);
}

const change = (entry: string, of: EntryChange): Wish => ({ entry, change: of });

/** Whoever is here is done with. */
export function callNext(): void {
  if (!workplace.value) return;
  const { queue, counter } = workplace.value;
  const here = present.value ? [change(present.value.entry, { change: 'finish' })] : [];
  want(...here, { call: { queue, counter } });
}

export function changePresent(of: EntryChange): void {
  if (present.value) want(change(present.value.entry, of));
}

/** Somebody who did not come when called is here now. */
export const takeBack = (entry: string): void => want(change(entry, { change: 'back' }));

let isReading = false;
let isReadAgain = false;

/** What others do in the queues of this counter. */
export async function read(): Promise<void> {
  isReadAgain = isReading;
  if (isReading || !session.value || session.value.passwordOnce) return;
  isReading = true;
  const before = notice.value;
  const [areLinesRead, areHelpCallsRead] = await Promise.all([readLines(), readHelpCalls()]);
  isReading = false;
  // Of a notice that came meanwhile, what was read is older.
  const isEmpty = before?.kind === 'refused' && before.code === 'QUEUE_EMPTY' && before === notice.value;
  if (isEmpty && waiting.value && waiting.value.length > 0) notice.value = undefined;
  if (isReadAgain) await read();
  else if (!areLinesRead || !areHelpCallsRead) readSoon();
}

let newsTimer: number | undefined;

function readSoon(): void {
  newsTimer ??= window.setTimeout(() => {
    newsTimer = undefined;
    if (isAttended()) void read();
  }, readAfterNews);
}

let lastInput = 0;
const isAttended = () => performance.now() < lastInput + unattended;

function noteInput(): void {
  const wasAttended = isAttended();
  lastInput = performance.now();
  if (!wasAttended) void read();
}

/** From the page's first moment to its last. */
export async function openDesk(): Promise<void> {
  for (const input of ['keydown', 'pointerdown']) window.addEventListener(input, noteInput, { capture: true });
  setInterval(() => isAttended() && void read(), readEvery);
  watch([session, workplace], () => {
    resume();
    void read();
  });
  void followBoard({
    snapshot(board) {
      centre.value = board.centre;
      lostSince.value = undefined;
      resume();
      void read();
    },
    event({ entry }) {
      noteEntry(entry);
      if (queuesHere.value.some(({ queue }) => queue === entry.queue)) readSoon();
    },
    helpCalls() {
      void readHelpCalls();
    },
    lost() {
      lostSince.value ??= serverNow();
    },
  });
  while (!(await findSession())) await new Promise((resolve) => setTimeout(resolve, 1_000));
}
