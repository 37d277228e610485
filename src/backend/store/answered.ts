import type { Database, Transaction } from './database.ts';

/** Who began to answer which request, and when: a later one may have taken it over. */
export interface Claim {
  actor: string;
  idempotencyKey: string;
  startedAt: number;
}

/**
 * Takes a request for one who will answer it: one that nobody took, or that was taken before `staleBefore` and never answered.
 * @returns whether it is his
 */
export async function claimRequest(
  database: Database,
  { actor, idempotencyKey, startedAt }: Claim,
  requestMark: Buffer,
  staleBefore: number,
): Promise<boolean> {
  const claimed = await database
    .insertInto('answered_request')
    .values({
      actor,
      idempotency_key: idempotencyKey,
      request_mark: requestMark,
      started_at: startedAt,
      sealed: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['actor', 'idempotency_key'])
        .doUpdateSet({ request_mark: requestMark, started_at: startedAt })
        .where('answered_request.sealed', 'is', null)
        .where('answered_request.started_at', '<=', staleBefore),
    )
    .returning('actor')
    .executeTakeFirst();
  return claimed !== undefined;
}

export async function findClaimed(
  database: Database,
  { actor, idempotencyKey }: Claim,
): Promise<{ requestMark: Buffer; sealed: Buffer | null } | undefined> {
  const row = await database
    .selectFrom('answered_request')
    .select(['request_mark', 'sealed'])
    .where('actor', '=', actor)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();
  return row && { requestMark: row.request_mark, sealed: row.sealed };
}

/** @returns false where somebody else took the request meanwhile: what was done for it must be undone */
export async function keepAnswer(transaction: Transaction, claim: Claim, sealed: Buffer): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('answered_request')
    .set({ sealed })
    .where('actor', '=', claim.actor)
    .where('idempotency_key', '=', claim.idempotencyKey)
    .where('started_at', '=', claim.startedAt)
    .where('sealed', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Frees a request that was not answered. */
export async function releaseRequest(database: Database, claim: Claim): Promise<void> {
  await database
    .deleteFrom('answered_request')
    .where('actor', '=', claim.actor)
    .where('idempotency_key', '=', claim.idempotencyKey)
    .where('started_at', '=', claim.startedAt)
    .where('sealed', 'is', null)
    .execute();
}

export async function forgetAnswered(database: Database, startedBefore: number): Promise<void> {
  await database.deleteFrom('answered_request').where('started_at', '<', startedBefore).execute();
}
