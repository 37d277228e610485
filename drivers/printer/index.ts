import type { PrinterState, PrinterStatus } from '../../src/contract/devices.ts';
import type { FailureCode } from '../../src/contract/failures.ts';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import type { PrintOutcome, Raster, TicketPrinter } from '../ports.ts';
import { ask, converse } from './conversation.ts';
import type { Conversation } from './conversation.ts';
import { printerDeadlines } from './deadlines.ts';
import type { PrinterDeadlines } from './deadlines.ts';
import { encodeTicket, endUnfinishedCommand, fillUnfinishedBand, resynchronise } from './escpos.ts';
import { runJob } from './job.ts';
import { lineTo } from './line.ts';
import type { OpenLine, PrinterAddress } from './line.ts';
import { findProof, findProofAnew, isLess, isNone, noProof } from './proof.ts';
import type { Proof } from './proof.ts';
import { obstacle } from './status.ts';
import { voidStrip } from './void-strip.ts';

export { longestPrint, printerDeadlines } from './deadlines.ts';
export type { PrinterDeadlines } from './deadlines.ts';
export type { Line, LineEvents, OpenLine, PrinterAddress } from './line.ts';

/** Errands. One that is busy with a torn ticket answers its fences sooner. */
const lessUntilBelieved = 3;

/** What a test changes, and what only the process before this one knows. */
export interface PrinterOptions {
  clock?: Clock;
  /** A ticket may be left in the middle: the process before this one sent it, and did not hear the end. */
  torn?: boolean;
  /** Instead of the line that the address names. */
  openLine?: OpenLine;
  /** Shorter ones make tests quick. */
  deadlines?: PrinterDeadlines;
}

/**
 * An ESC/POS receipt printer. The procedure, what each step proves and what cannot be known: README.md beside.
 *
 * Each errand has its own line, so that a printer that restarted or a line that died unseen spoils one at most. Errands
 * follow one another. No ticket is sent twice, and nothing that a printer holds is cleared.
 */
export function openPrinter(address: PrinterAddress, options: PrinterOptions = {}): TicketPrinter {
  const { clock = systemClock, deadlines = printerDeadlines, openLine = lineTo(address, clock) } = options;
  /** `unheard`: what was sent before may have been cut off. `torn`: part of a ticket may be left in it, or hang from it. */
  let footing: 'clean' | 'unheard' | 'torn' = options.torn ? 'torn' : 'unheard';
  /** By what it proved last; nothing before the first time and after it was away. */
  let proof = noProof;
  /** Dots of the ticket that was sent last; the narrowest paper before the first. */
  let width = 384;
  let nextStrip = 0;
  /** How many errands in a row found it proving less. */
  let foundLess = 0;
  let last: Promise<unknown> = Promise.resolve();
  let asking: Promise<PrinterStatus> | undefined;
  let closed = false;

  const inTime = (milliseconds: number) => clock.monotonic() + milliseconds;

  function inTurn<T>(errand: () => Promise<T>): Promise<T> {
    const turn = last.then(errand);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function onLine<T>(otherwise: T, until: number, errand: (printer: Conversation) => Promise<T>): Promise<T> {
    const deadline = Math.min(until, inTime(deadlines.connect));
    const printer = closed ? undefined : await converse(openLine, clock, deadline);
    if (!printer) {
      proof = noProof;
      loseFooting();
      return otherwise;
    }
    try {
      return await errand(printer);
    } finally {
      printer.close();
    }
  }

  /** A command may have been cut off on its way, or its answer be still to come. */
  function loseFooting(): void {
    if (footing === 'clean') footing = 'unheard';
  }

  async function status(): Promise<PrinterStatus> {
    const until = inTime(deadlines.ready);
    return { state: await onLine<PrinterState>('offline', until, (printer) => makeReady(printer, until)) };
  }

  async function print(ticket: Raster): Promise<PrintOutcome> {
    const until = inTime(deadlines.ready);
    const refused = (code: FailureCode): PrintOutcome => ({ outcome: 'not-printed', code });

    const outcome = await onLine<PrintOutcome | 'lost'>(refused('PRINTER_OFFLINE'), until, async (printer) => {
      const code = obstacle(await makeReady(printer, until));
      if (code) return refused(code);
      const found = await findProof(printer, proof, deadlines, until);
      if (!learn(printer, found)) {
        loseFooting();
        return refused('PRINTER_OFFLINE');
      }
      footing = 'torn';
      width = ticket.width;
      nextStrip = 0;
      const longest = inTime(deadlines.settle + ticket.height * deadlines.row);
      const outcome = await runJob(printer, encodeTicket(ticket), proof, deadlines, longest);
      if (outcome !== 'lost' && outcome.outcome !== 'unknown') footing = 'clean';
      return outcome;
    });

    if (outcome !== 'lost') return outcome;
    const asked = inTime(deadlines.connect + deadlines.status);
    const state = await onLine<PrinterState>('offline', asked, (printer) => stateOf(printer, asked));
    return { outcome: 'unknown', code: obstacle(state) ?? 'PRINT_UNCONFIRMED' };
  }

  /** @returns false where less was found than before: the printer is busy, or, if that goes on, was exchanged for another */
  function learn(printer: Conversation, found: Proof): boolean {
    if (printer.ended()) return false;
    foundLess = isLess(found, proof) ? foundLess + 1 : 0;
    if (foundLess > 0 && foundLess < lessUntilBelieved) return false;
    foundLess = 0;
    proof = found;
    return true;
  }

  /** Asks how the printer is; where it could print, puts in order what an earlier errand left. */
  async function makeReady(printer: Conversation, until: number): Promise<PrinterState> {
    const state = await stateOf(printer, until);
    // Somebody sees to it, so another strip is not in vain.
    if (obstacle(state) && state !== 'offline') nextStrip = 0;
    if (obstacle(state) || footing === 'clean' || (await tidy(printer, until))) return state;
    const after = await stateOf(printer, until);
    return obstacle(after) ? after : 'offline';
  }

  async function stateOf(printer: Conversation, until: number): Promise<PrinterState> {
    const askNow = () => ask(printer, Math.min(until, inTime(deadlines.status)));
    if (footing !== 'clean') printer.send(endUnfinishedCommand);
    let condition = await askNow();
    if (!condition && footing !== 'clean') {
      // In the middle of a picture some printers take the question for dots.
      printer.send(fillUnfinishedBand(width));
      condition = await askNow();
    }
    if (!condition) loseFooting();
    const patience = Math.min(until, inTime(deadlines.passing));
    while (condition?.passing && inTime(deadlines.poll) < patience) {
      await new Promise<void>((resolve) => void clock.after(deadlines.poll, resolve));
      condition = await askNow();
    }
    return condition?.state ?? 'offline';
  }

  /**
   * Learns how the printer proves what it did. What is left of a torn ticket ends on a strip that says so.
   * @returns false where the printer takes its time, or stopped in the middle of the strip
   */
  async function tidy(printer: Conversation, until: number): Promise<boolean> {
    if (footing === 'torn' && clock.monotonic() < nextStrip) return false;
    const isTorn = footing === 'torn';
    if (isTorn) printer.send(resynchronise(width));
    let found = await findProofAnew(printer, deadlines, until);
    if (!isTorn && isNone(found)) {
      // It has none, or takes the question for dots of a picture that another program left.
      printer.send(resynchronise(width));
      found = await findProofAnew(printer, deadlines, until);
    }
    if (!learn(printer, found)) return false;
    if (isTorn) {
      nextStrip = inTime(deadlines.strip);
      const soon = { ...deadlines, settleBlindly: deadlines.grace };
      const outcome = await runJob(printer, encodeTicket(voidStrip(width)), proof, soon, until);
      if (outcome === 'lost' || outcome.outcome === 'unknown') return false;
    }
    footing = 'clean';
    return true;
  }

  return {
    status: () =>
      (asking ??= inTurn(status).finally(() => {
        asking = undefined;
      })),
    print: (ticket) => inTurn(() => print(ticket)),
    async close() {
      closed = true;
      await last;
    },
  };
}
