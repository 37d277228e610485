import type { Clock } from '../clock.ts';
import { answerParser } from './answers.ts';
import { askStatus } from './escpos.ts';
import type { OpenLine } from './line.ts';
import { condition } from './status.ts';
import type { Condition } from './status.ts';

/** What was heard, with the four answers of one question for the status put together. */
export type Heard =
  | { kind: 'condition'; condition: Condition }
  | { kind: 'fence' }
  | { kind: 'process-id'; id: string };

/** Answers that wait to be taken. No printer gives so many; what does is none. */
const mostUnheard = 1_000;

/** A line on which the printer's answers are understood. Times are of `clock.monotonic()`, in milliseconds. */
export interface Conversation {
  readonly clock: Clock;
  send(bytes: Uint8Array): void;
  /** DLE EOT 1 to 4. Half an answer to an earlier question is no part of the answer to this one. */
  askStatus(): void;
  /** Bytes that wait for a slow line. */
  unsent(): number;
  /** The next answer; undefined when the deadline passes or the line ended. */
  next(deadline: number): Promise<Heard | undefined>;
  ended(): boolean;
  /** Drops what was not sent yet. */
  close(): void;
}

/**
 * Opens a line for one errand.
 * @returns undefined where it does not open before the deadline (`clock.monotonic()`)
 */
export async function converse(openLine: OpenLine, clock: Clock, deadline: number): Promise<Conversation | undefined> {
  const parse = answerParser();
  const unheard: Heard[] = [];
  let status: number[] = [];
  const state: { line: 'opening' | 'open' | 'ended' } = { line: 'opening' };
  let wake: () => void = () => undefined;

  function hear(bytes: Uint8Array): void {
    for (const answer of parse(bytes)) {
      if (answer.kind !== 'status') {
        unheard.push(answer);
        continue;
      }
      status.push(answer.byte);
      const [printer, offlineCause, errorCause, paper] = status;
      if (printer === undefined || offlineCause === undefined || errorCause === undefined || paper === undefined)
        continue;
      unheard.push({ kind: 'condition', condition: condition([printer, offlineCause, errorCause, paper]) });
      status = [];
    }
    if (unheard.length <= mostUnheard) return;
    unheard.length = 0;
    close();
  }

  const line = openLine({
    opened() {
      if (state.line === 'opening') state.line = 'open';
      wake();
    },
    received(bytes) {
      if (state.line === 'open') hear(bytes);
      wake();
    },
    ended() {
      state.line = 'ended';
      wake();
    },
  });

  function close(): void {
    state.line = 'ended';
    line.close();
  }

  const sleep = (until: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.after(Math.max(0, until - clock.monotonic()), resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });

  while (state.line === 'opening' && clock.monotonic() < deadline) await sleep(deadline);
  if (state.line !== 'open') {
    close();
    return undefined;
  }
  return {
    clock,
    send(bytes) {
      if (state.line === 'open') line.send(bytes);
    },
    askStatus() {
      status = [];
      if (state.line === 'open') line.send(askStatus);
    },
    unsent: () => line.unsent?.() ?? 0,
    async next(deadline) {
      while (unheard.length === 0 && state.line === 'open' && clock.monotonic() < deadline) await sleep(deadline);
      return unheard.shift();
    },
    ended: () => state.line === 'ended',
    close,
  };
}

/** DLE EOT 1 to 4: answered at once, whatever the printer is doing. @returns undefined where no answer comes in time */
export async function ask(printer: Conversation, deadline: number): Promise<Condition | undefined> {
  printer.askStatus();
  for (;;) {
    const heard = await printer.next(deadline);
    if (!heard || heard.kind === 'condition') return heard?.condition;
  }
}
