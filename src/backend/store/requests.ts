import type { Transaction } from 'kysely';
import type { Tables } from './database.ts';

export interface RequestKey {
  kiosk: string;
  idempotencyKey: string;
}

/** What became of an earlier request with the same key. */
export interface EarlierRequest {
  sameBody: boolean;
  ticketToken: string;
  repeated: boolean;
}

/**
 * Claims a key for this transaction, or tells what it led to before. The claim is the transaction's first statement and
 * a write, so that whoever else uses the key waits for it.
 */
export async function claimRequest(
  transaction: Transaction<Tables>,
  { kiosk, idempotencyKey }: RequestKey,
  requestMark: Buffer,
): Promise<EarlierRequest | undefined> {
  const claimed = await transaction
    .insertInto('number_request')
    .values({ kiosk, idempotency_key: idempotencyKey, request_mark: requestMark, ticket_token: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (claimed.numInsertedOrUpdatedRows === 1n) return undefined;

  const row = await transaction
    .selectFrom('number_request')
    .selectAll()
    .where('kiosk', '=', kiosk)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirstOrThrow();
  if (row.ticket_token === null) throw new Error('a claimed request was committed without its number');
  return {
    sameBody: row.request_mark.equals(requestMark),
    ticketToken: row.ticket_token,
    repeated: row.repeated === 1,
  };
}

export async function settleRequest(
  transaction: Transaction<Tables>,
  { kiosk, idempotencyKey }: RequestKey,
  led: { ticketToken: string; repeated: boolean },
): Promise<void> {
  await transaction
    .updateTable('number_request')
    .set({ ticket_token: led.ticketToken, repeated: led.repeated ? 1 : 0 })
    .where('kiosk', '=', kiosk)
    .where('idempotency_key', '=', idempotencyKey)
    .execute();
}
