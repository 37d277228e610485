import type { PrintReport } from '../../contract/backend-api.ts';
import { transact, type Database, type Transaction } from '../store/database.ts';
import { freeAppointment } from '../store/appointments.ts';
import { leaveUncalled } from '../store/entries.ts';
import { tell } from '../store/events.ts';
import { holdHead } from '../store/head.ts';
import { addPrintReport } from '../store/print-reports.ts';
import { findAnswered, giveUpOn, type RequestKey } from '../store/requests.ts';
import { noteGap } from '../store/serials.ts';
import { findNumber, freePerson } from '../store/visits.ts';

export interface ReportingDeps {
  database: Database;
  now: () => number;
}

/**
 * Keeps what a kiosk says of a ticket's paper, or that it gave up on a number.
 * @returns `other` where the key came before with another report
 */
export function takeReport(
  { database, now }: ReportingDeps,
  key: RequestKey,
  report: PrintReport,
): Promise<'stored' | 'other' | 'no-such-ticket'> {
  return transact(database, async (transaction) => {
    // First, as issuing does: then the request that was given up has come by now, or will find that it was.
    await holdHead(transaction);
    const at = now();
    const ticketToken =
      'numberKey' in report
        ? await giveUp(transaction, { ...key, idempotencyKey: report.numberKey }, at)
        : (await findNumber(transaction, report.ticketToken))?.ticketToken;
    if (ticketToken === undefined) return 'numberKey' in report ? 'stored' : 'no-such-ticket';
    return (await addPrintReport(transaction, key, ticketToken, report.outcome, at)) ? 'stored' : 'other';
  });
}

/** @returns the visit that the request had led to */
async function giveUp(transaction: Transaction, key: RequestKey, at: number): Promise<string | undefined> {
  const [asked] = await findAnswered(transaction, [key]);
  const unheard = await giveUpOn(transaction, key, at);
  if (unheard !== undefined) await release(transaction, unheard, at);
  return asked?.ticketToken ?? undefined;
}

/** A number that nobody holds: its person may have another one, and nobody is called by it. */
async function release(transaction: Transaction, ticketToken: string, at: number): Promise<void> {
  const number = await findNumber(transaction, ticketToken);
  if (!number) return;
  const { letter, serial, serviceDay } = number;
  await noteGap(transaction, { letter, serviceDay, first: serial, last: serial, reason: 'not-heard' }, at);
  await freePerson(transaction, ticketToken);
  await freeAppointment(transaction, ticketToken);
  const left = await leaveUncalled(transaction, ticketToken, at);
  if (left)
    await tell(transaction, at, [
      { entry: left.entry, number: number.number, queue: left.queue, serviceDay, state: 'left', calls: 0 },
    ]);
}
