import { randomInt } from 'node:crypto';
import type { PrinterState } from '../../src/contract/devices.ts';
import type { FailureCode } from '../../src/contract/failures.ts';
import type { PrintOutcome, Raster, TicketPrinter } from '../ports.ts';
import { converse } from './conversation.ts';
import type { Conversation, PrinterAddress } from './conversation.ts';
import { askStatus, encodeTicket, fence, processId } from './escpos.ts';
import { obstacle, printerState } from './status.ts';

/** Milliseconds. {@link longestPrint} tells what they come to. */
export const printerDeadlines = {
  connect: 1500,
  /** For the four status bytes. */
  status: 1000,
  /** For the printer to show how it confirms; one that cannot confirm costs this much a ticket. */
  probe: 1000,
  /** For a process id that comes after the answer to a fence. */
  straggler: 100,
  /** Between two looks at the status while the ticket prints. */
  poll: 250,
  /** For a ticket to be printed and confirmed: 140 mm take about one second. */
  settle: 8000,
  /** The same where the printer cannot confirm: long enough to see the paper end. */
  settleBlindly: 2500,
  /** For a confirmation already on its way when the printer stopped. */
  grace: 300,
};
export type PrinterDeadlines = typeof printerDeadlines;

/** The longest that one `print` takes once its turn has come: ask, probe, print, ask again. */
export const longestPrint = ({ connect, status, probe, settle }: PrinterDeadlines): number =>
  connect + status + probe + settle + status + connect + status;

/** How a printer proves what it did, learnt at the start of each job: what a device claims to be is not reliable. */
type Proof = 'process-id' | 'fence' | 'none';

/**
 * A receipt printer on TCP (ESC/POS, port 9100). Each errand has its own connection, so a printer that restarted or a
 * connection that died unseen spoils one errand at most; errands follow one another, since many printers serve one client.
 *
 * A printer that runs out of paper keeps the rest of the ticket and prints it on the next roll. That is why such a job
 * is `unknown` and never repeated here. Nothing is done to recover by itself: neither DLE ENQ nor a buffer clear is sent.
 */
export function openEscPosPrinter(address: PrinterAddress, deadlines = printerDeadlines): TicketPrinter {
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  const inTurn = <T>(errand: () => Promise<T>): Promise<T> => {
    const turn = last.then(errand);
    last = turn.catch(() => undefined);
    return turn;
  };

  async function connected<T>(otherwise: T, errand: (printer: Conversation) => Promise<T>): Promise<T> {
    const printer = closed ? undefined : await converse(address, deadlines.connect);
    if (!printer) return otherwise;
    try {
      return await errand(printer);
    } finally {
      printer.close();
    }
  }

  const status = () => connected<PrinterState>('offline', (printer) => stateOf(printer, deadlines));

  async function print(ticket: Raster): Promise<PrintOutcome> {
    const outcome = await connected<PrintOutcome | 'lost'>(
      { outcome: 'not-printed', code: 'PRINTER_OFFLINE' },
      async (printer) => {
        const code = obstacle(await stateOf(printer, deadlines));
        if (code) return { outcome: 'not-printed', code };
        const proof = await findProof(printer, deadlines);
        if (printer.ended()) return { outcome: 'not-printed', code: 'PRINTER_OFFLINE' };
        return await sendAndSettle(printer, ticket, proof, deadlines);
      },
    );
    if (outcome !== 'lost') return outcome;
    return { outcome: 'unknown', code: obstacle(await status()) ?? 'PRINT_UNCONFIRMED' };
  }

  return {
    status: async () => ({ state: await inTurn(status) }),
    print: (ticket) => inTurn(() => print(ticket)),
    close: async () => {
      closed = true;
      await last;
    },
  };
}

async function stateOf(printer: Conversation, deadlines: PrinterDeadlines): Promise<PrinterState> {
  printer.send(askStatus);
  const deadline = performance.now() + deadlines.status;
  const bytes: number[] = [];
  for (;;) {
    const answer = await printer.next(deadline);
    if (!answer) return 'offline';
    if (answer.kind === 'status') bytes.push(answer.byte);
    const state = printerState(bytes);
    if (state) return state;
  }
}

/**
 * An id and a fence with nothing to print before them. Waiting a moment longer than the first answer also swallows what
 * an earlier, torn job left in the printer's buffer, so that its fence is not taken for this job's.
 * A printer that does not know GS ( may take it for text: the ESC @ that begins the ticket wipes that line.
 */
async function findProof(printer: Conversation, deadlines: PrinterDeadlines): Promise<Proof> {
  const id = newProcessId();
  printer.send(Buffer.concat([processId(id), fence]));
  const latest = performance.now() + deadlines.probe;
  let deadline = latest;
  let proof: Proof = 'none';
  for (;;) {
    const answer = await printer.next(deadline);
    if (!answer) return proof;
    if (answer.kind === 'process-id' && answer.id === id) return 'process-id';
    if (answer.kind === 'fence') {
      proof = 'fence';
      deadline = Math.min(latest, performance.now() + deadlines.straggler);
    }
  }
}

/** @returns `lost` where the connection ended or fell silent, so that only a new one can tell why */
async function sendAndSettle(
  printer: Conversation,
  ticket: Raster,
  proof: Proof,
  deadlines: PrinterDeadlines,
): Promise<PrintOutcome | 'lost'> {
  const id = newProcessId();
  printer.send(Buffer.concat([encodeTicket(ticket), processId(id), fence]));

  let deadline = performance.now() + (proof === 'none' ? deadlines.settleBlindly : deadlines.settle);
  let nextPoll = performance.now() + deadlines.poll;
  let poll: { answers: number[]; overdue: number } | undefined;
  let trouble: FailureCode | undefined;
  /** A poll under way may still be answered. */
  const end = () => Math.max(deadline, poll?.overdue ?? 0);

  while (performance.now() < end()) {
    if (!poll && performance.now() >= nextPoll) {
      printer.send(askStatus);
      poll = { answers: [], overdue: performance.now() + deadlines.status };
    }
    const answer = await printer.next(poll ? end() : Math.min(deadline, nextPoll));
    if (!answer && printer.ended()) break;
    if (answer?.kind === 'process-id' && answer.id === id) return { outcome: 'confirmed', by: 'process-id' };
    if (answer?.kind === 'fence' && proof === 'fence') return { outcome: 'confirmed', by: 'fence' };
    if (answer?.kind !== 'status' || !poll) continue;

    poll.answers.push(answer.byte);
    const state = printerState(poll.answers);
    if (!state) continue;
    poll = undefined;
    nextPoll = performance.now() + deadlines.poll;
    if (!trouble && obstacle(state)) deadline = Math.min(deadline, performance.now() + deadlines.grace);
    trouble = obstacle(state);
  }

  if (trouble) return { outcome: 'unknown', code: trouble };
  if (poll || printer.ended()) return 'lost';
  return proof === 'none' ? { outcome: 'unconfirmed' } : { outcome: 'unknown', code: 'PRINT_UNCONFIRMED' };
}

const newProcessId = (): string =>
  randomInt(36 ** 4)
    .toString(36)
    .toUpperCase()
    .padStart(4, '0');
