import type { PrintReport } from '../../contract/backend-api.ts';
import type { Database } from './database.ts';
import type { RequestKey } from './requests.ts';

/** @returns how the report stands to what is stored: `other` where the key came before with another report */
export async function addPrintReport(
  database: Database,
  { kiosk, idempotencyKey }: RequestKey,
  report: PrintReport,
  receivedAt: number,
): Promise<'stored' | 'other' | 'no-such-ticket'> {
  const number = await database
    .selectFrom('number')
    .select('ticket_token')
    .where('ticket_token', '=', report.ticketToken)
    .executeTakeFirst();
  if (!number) return 'no-such-ticket';
  await database
    .insertInto('print_report')
    .values({
      kiosk,
      idempotency_key: idempotencyKey,
      ticket_token: report.ticketToken,
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
  return stored.ticket_token === report.ticketToken && stored.outcome === report.outcome ? 'stored' : 'other';
}
