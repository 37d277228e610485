import type { Transaction } from './database.ts';

export interface RequestKey {
  kiosk: string;
  idempotencyKey: string;
}

/** What a request led to. */
export interface AnsweredNumber extends RequestKey {
  requestMark: Buffer;
  /** Null where the kiosk gave up before the request came. */
  ticketToken: string | null;
  /** It led to a number that the person held already. */
  repeated: boolean;
  /** The kiosk gave up before it heard the answer. */
  unheard: boolean;
}

/** Earlier requests with these keys. */
export async function findAnswered(transaction: Transaction, keys: readonly RequestKey[]): Promise<AnsweredNumber[]> {
  if (keys.length === 0) return [];
  const rows = await transaction
    .selectFrom('number_request')
    .selectAll()
    .where((where) =>
      where(
        where.refTuple('kiosk', 'idempotency_key'),
        'in',
        keys.map(({ kiosk, idempotencyKey }) => where.tuple(kiosk, idempotencyKey)),
      ),
    )
    .execute();
  return rows.map((row) => ({
    kiosk: row.kiosk,
    idempotencyKey: row.idempotency_key,
    requestMark: row.request_mark,
    ticketToken: row.ticket_token,
    repeated: row.repeated === 1,
    unheard: row.unheard === 1,
  }));
}

export async function addAnswered(transaction: Transaction, answered: readonly AnsweredNumber[]): Promise<void> {
  if (answered.length === 0) return;
  await transaction
    .insertInto('number_request')
    .values(
      answered.map((request) => ({
        kiosk: request.kiosk,
        idempotency_key: request.idempotencyKey,
        request_mark: request.requestMark,
        ticket_token: request.ticketToken,
        repeated: request.repeated ? 1 : 0,
        unheard: request.unheard ? 1 : 0,
      })),
    )
    .execute();
}

/**
 * Notes that a kiosk gave up on its request. Should it still come, it is answered with no number.
 * @returns the visit, where there is one that no request of this or another kiosk was told
 */
export async function giveUpOn(
  transaction: Transaction,
  { kiosk, idempotencyKey }: RequestKey,
): Promise<string | undefined> {
  const updated = await transaction
    .updateTable('number_request')
    .set({ unheard: 1 })
    .where('kiosk', '=', kiosk)
    .where('idempotency_key', '=', idempotencyKey)
    .where('unheard', '=', 0)
    .returning('ticket_token')
    .executeTakeFirst();
  if (!updated) return undefined;
  const heard = await transaction
    .selectFrom('number_request')
    .select('kiosk')
    .where('ticket_token', '=', updated.ticket_token)
    .where('unheard', '=', 0)
    .executeTakeFirst();
  return heard ? undefined : (updated.ticket_token ?? undefined);
}
