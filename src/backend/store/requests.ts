import type { Transaction } from './database.ts';

export interface RequestKey {
  kiosk: string;
  idempotencyKey: string;
}

/** What a request led to. */
export interface AnsweredNumber extends RequestKey {
  requestMark: Buffer;
  ticketToken: string;
  /** It led to a number that the person held already. */
  repeated: boolean;
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
  }));
}

/** @throws where another server used one of the keys meanwhile */
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
      })),
    )
    .execute();
}
