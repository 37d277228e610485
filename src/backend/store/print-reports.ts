import type { PrintReport } from '../../contract/backend-api.ts';
import type { Database } from './database.ts';
import type { RequestKey } from './requests.ts';

/**
 * Keeps what a kiosk says of a ticket's paper.
 * @returns `other` where the key came before with another report
 */
export async function addPrintReport(
  database: Database,
  { kiosk, idempotencyKey }: RequestKey,
  report: PrintReport,
  receivedAt: number,
): Promise<'stored' | 'other' | 'no-such-ticket'> {
  const ticketToken = await ticketOf(database, kiosk, report);
  // A request that never arrived gave nobody a number: there is nothing to note.
  if (ticketToken === undefined) return 'numberKey' in report ? 'stored' : 'no-such-ticket';
  await database
    .insertInto('print_report')
    .values({
      kiosk,
      idempotency_key: idempotencyKey,
      ticket_token: ticketToken,
      outcome: report.outcome,
      received_at: receivedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const stored = await database
    .selectFrom('print_report')
    .select(['ticket_token', 'outcome'])
    .where('kiosk', '=', kiosk)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirstOrThrow();
  return stored.ticket_token === ticketToken && stored.outcome === report.outcome ? 'stored' : 'other';
}

async function ticketOf(database: Database, kiosk: string, report: PrintReport): Promise<string | undefined> {
  const row =
    'numberKey' in report
      ? await database
          .selectFrom('number_request')
          .select('ticket_token')
          .where('kiosk', '=', kiosk)
          .where('idempotency_key', '=', report.numberKey)
          .executeTakeFirst()
      : await database
          .selectFrom('visit')
          .select('ticket_token')
          .where('ticket_token', '=', report.ticketToken)
          .executeTakeFirst();
  return row?.ticket_token;
}
