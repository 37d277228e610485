import type { FailureCode } from '../../src/contract/failures.ts';
import { unreachable } from '../../src/contract/result.ts';
import type { PrintOutcome } from '../ports.ts';
import type { Conversation, Heard } from './conversation.ts';
import type { PrinterDeadlines } from './deadlines.ts';
import { bandsAhead, fence, processId } from './escpos.ts';
import { isNone, newProcessId } from './proof.ts';
import type { Proof } from './proof.ts';
import { obstacle } from './status.ts';

interface Progress {
  /** Bands. */
  sent: number;
  /** Bands, as fences told. */
  workedOff: number;
  /** Bytes that waited for the line when it was last looked. */
  unsent: number;
  /** As the process id told. */
  isOnPaper: boolean;
  /** Why the printer cannot print now. */
  trouble: FailureCode | undefined;
  /** It does not pass by itself. */
  isStuck: boolean;
  /** `clock.monotonic()`, as all times here. */
  giveUp: number;
  nextPoll: number;
  /** Until when the poll under way may be answered. */
  overdue: number | undefined;
}

/**
 * Sends a ticket and waits for the printer's word on it. A printer that answers fences gets the next band when it has
 * worked off an earlier one, so that it holds no more than {@link bandsAhead} of them when it stops.
 * @param bands of `encodeTicket`
 * @param until the end of all patience
 * @returns `lost` where the line ended or fell silent, so that only a new one can tell why
 */
export async function runJob(
  printer: Conversation,
  bands: readonly Uint8Array[],
  proof: Proof,
  deadlines: PrinterDeadlines,
  until: number,
): Promise<PrintOutcome | 'lost'> {
  const { clock } = printer;
  const inTime = (milliseconds: number) => Math.min(until, clock.monotonic() + milliseconds);
  const id = newProcessId();
  const isMute = isNone(proof);
  /** Between two signs of printing, or that the line takes bytes; who gives none before the end has all the time there is. */
  const patience = isMute ? deadlines.settleBlindly : proof.fence ? deadlines.silence : deadlines.settle;
  const progress: Progress = {
    sent: 0,
    workedOff: 0,
    unsent: 0,
    isOnPaper: false,
    trouble: undefined,
    isStuck: false,
    giveUp: inTime(patience),
    nextPoll: inTime(deadlines.poll),
    overdue: undefined,
  };

  // An id without all fences: bytes were lost on the way, and a picture took the commands behind it for dots.
  const isSettled = () =>
    !isMute && (progress.isOnPaper || !proof.processId) && (progress.workedOff >= bands.length || !proof.fence);

  function sendWhatFits(): void {
    if (progress.trouble) return;
    const most = proof.fence ? progress.workedOff + bandsAhead : bands.length;
    for (const band of bands.slice(progress.sent, most)) {
      const isLast = ++progress.sent === bands.length;
      const proofs = [...(isLast && proof.processId ? [processId(id)] : []), ...(proof.fence ? [fence] : [])];
      printer.send(Buffer.concat([band, ...proofs]));
    }
  }

  function poll(): void {
    if (progress.overdue !== undefined || clock.monotonic() < progress.nextPoll) return;
    printer.askStatus();
    progress.overdue = inTime(deadlines.status);
  }

  function watchLine(): void {
    const unsent = printer.unsent();
    if (unsent < progress.unsent && !progress.isStuck) progress.giveUp = inTime(patience);
    progress.unsent = unsent;
  }

  function take(heard: Heard): void {
    switch (heard.kind) {
      case 'process-id':
        progress.isOnPaper ||= heard.id === id;
        return;
      case 'fence':
        progress.workedOff++;
        if (!progress.isStuck) progress.giveUp = inTime(patience);
        return;
      case 'condition': {
        const { state, passing } = heard.condition;
        const before = progress.trouble;
        progress.trouble = obstacle(state);
        if (progress.trouble && !passing) {
          if (!progress.isStuck) progress.giveUp = Math.min(progress.giveUp, inTime(deadlines.grace));
        } else if (progress.trouble || before) progress.giveUp = inTime(patience);
        progress.isStuck = progress.trouble !== undefined && !passing;
        progress.nextPoll = inTime(deadlines.poll);
        progress.overdue = undefined;
        return;
      }
      default:
        return unreachable(heard);
    }
  }

  while (!isSettled()) {
    sendWhatFits();
    poll();
    watchLine();
    const end = Math.max(progress.giveUp, progress.overdue ?? 0);
    const look =
      progress.unsent > 0 ? inTime(deadlines.poll) : progress.overdue === undefined ? progress.nextPoll : end;
    const heard = await printer.next(Math.min(end, look));
    if (heard) take(heard);
    else if (printer.ended() || clock.monotonic() >= end) break;
  }
  // What is left unheard, the next errand would hear.
  for (const end = inTime(deadlines.grace); isSettled() && progress.overdue !== undefined;) {
    const heard = await printer.next(end);
    if (!heard) break;
    take(heard);
  }

  if (isSettled()) return { outcome: 'confirmed', by: proof.processId ? 'process-id' : 'fence' };
  if (progress.trouble) return { outcome: 'unknown', code: progress.trouble };
  if (progress.overdue !== undefined || printer.ended()) return 'lost';
  return isMute ? { outcome: 'unconfirmed' } : { outcome: 'unknown', code: 'PRINT_UNCONFIRMED' };
}
