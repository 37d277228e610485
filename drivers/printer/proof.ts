import { randomInt } from 'node:crypto';
import type { Conversation } from './conversation.ts';
import type { PrinterDeadlines } from './deadlines.ts';
import { bandsAhead, fence, processId } from './escpos.ts';

/** By what a printer proves what it did. Learnt by asking: what a device claims to be is not reliable. */
export interface Proof {
  /** It answers GS ( H, once what it was sent before is on paper. */
  processId: boolean;
  /** It answers GS r, once what it was sent before is worked off. */
  fence: boolean;
}

/** Of a printer that says nothing but its status, or was not asked yet. */
export const noProof: Proof = { processId: false, fence: false };

/** Whether nothing was answered. */
export const isNone = (proof: Proof): boolean => !proof.processId && !proof.fence;

/** Whether a printer that could prove what it did no longer can: it answers questions for its status and works nothing off. */
export const isLess = (found: Proof, before: Proof): boolean => !isNone(before) && isNone(found);

/** More than a torn job can have left unanswered. */
const fencesAnew = bandsAhead + 2;

/**
 * Asks for an id and a fence with nothing to print before them: one round trip.
 * A printer that does not know GS ( may take it for text: the ESC @ that begins the ticket wipes that line.
 * @param expected by what it proved last time; where that is no fence, one is waited for a straggler's time
 */
export async function findProof(
  printer: Conversation,
  expected: Proof,
  deadlines: PrinterDeadlines,
  until: number,
): Promise<Proof> {
  const patience = isNone(expected) ? deadlines.straggler : deadlines.probe;
  let deadline = Math.min(until, printer.clock.monotonic() + patience);
  const id = newProcessId();
  printer.send(Buffer.concat([processId(id), fence]));
  const found = { ...noProof };
  // The fence was sent last: what is not heard before it is not waited for, unless it was there last time.
  while (!found.fence || (expected.processId && !found.processId)) {
    const heard = await printer.next(deadline);
    if (!heard) break;
    if (heard.kind === 'process-id') found.processId ||= heard.id === id;
    if (heard.kind === 'fence') found.fence = true;
    if (found.processId && !expected.fence) deadline = Math.min(until, printer.clock.monotonic() + deadlines.straggler);
  }
  return found;
}

/**
 * The same with a printer of which nothing is known yet, or whose last job was torn. Fences of that job may still be
 * answered, and one answer is like another; so more are sent than can be missing, which are answered as fast as they come
 * once the torn job is over, and the silence behind them is waited for.
 */
export async function findProofAnew(printer: Conversation, deadlines: PrinterDeadlines, until: number): Promise<Proof> {
  let deadline = Math.min(until, printer.clock.monotonic() + deadlines.probe);
  const id = newProcessId();
  printer.send(Buffer.concat([processId(id), ...Array.from({ length: fencesAnew }, () => fence)]));
  const found = { ...noProof };
  for (let answered = 0; ;) {
    const heard = await printer.next(deadline);
    if (!heard) return found;
    if (heard.kind === 'process-id') found.processId ||= heard.id === id;
    if (heard.kind !== 'fence' || ++answered < fencesAnew) continue;
    found.fence = true;
    deadline = Math.min(until, printer.clock.monotonic() + deadlines.straggler);
  }
}

/** Four characters, of which two jobs in a row share all but once in 1.7 million. */
export const newProcessId = (): string =>
  randomInt(36 ** 4)
    .toString(36)
    .toUpperCase()
    .padStart(4, '0');
