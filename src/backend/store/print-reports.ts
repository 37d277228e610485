import type { PrintReport } from '../../contract/backend-api.ts';
import type { Transaction } from './database.ts';
import type { RequestKey } from './requests.ts';

/**
 * Keeps what a kiosk says of a ticket's paper.
 * @returns false where the key came before with another report
 */
export async function addPrintReport(
  transaction: Transaction,
  { kiosk, idempotencyKey }: RequestKey,
  ticketToken: string,
  outcome: PrintReport['outcome'],
  receivedAt: number,
): Promise<boolean> {
  await transaction
    .insertInto('print_report')
    .values({ kiosk, idempotency_key: idempotencyKey, ticket_token: ticketToken, outcome, received_at: receivedAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const stored = await transaction
    .selectFrom('print_report')
    .select(['ticket_token', 'outcome'])
    .where('kiosk', '=', kiosk)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirstOrThrow();
  return stored.ticket_token === ticketToken && stored.outcome === outcome;
}
