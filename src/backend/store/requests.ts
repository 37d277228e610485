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
    unheard: row.unheard_at !== null,
  }));
}

/** What these requests led to is told to their kiosks now. */
export async function addAnswered(
  transaction: Transaction,
  answered: readonly (Omit<AnsweredNumber, 'ticketToken' | 'unheard'> & { ticketToken: string })[],
): Promise<void> {
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
        unheard_at: null,
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
  at: number,
): Promise<string | undefined> {
  const neverCame = { request_mark: Buffer.alloc(0), ticket_token: null, repeated: 0, unheard_at: at };
  await transaction
    .insertInto('number_request')
    .values({ kiosk, idempotency_key: idempotencyKey, ...neverCame })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const updated = await transaction
    .updateTable('number_request')
    .set({ unheard_at: at })
    .where('kiosk', '=', kiosk)
    .where('idempotency_key', '=', idempotencyKey)
    .where('unheard_at', 'is', null)
    .returning('ticket_token')
    .executeTakeFirst();
  if (!updated) return undefined;
  const heard = await transaction
    .selectFrom('number_request')
    .select('kiosk')
    .where('ticket_token', '=', updated.ticket_token)
    .where('unheard_at', 'is', null)
    .executeTakeFirst();
  return heard ? undefined : (updated.ticket_token ?? undefined);
}
