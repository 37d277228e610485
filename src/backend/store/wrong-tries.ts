import { sql } from 'kysely';
import type { Database, Transaction } from './database.ts';

/**
 * Counts a try before it is known whether it is wrong: pulling the plug in between, or trying at many servers at once, gains none.
 * One is forgotten after `forgottenEvery` milliseconds, the next one after as many more, however busy the place is meanwhile.
 * @returns how many are not forgotten, this one included, or undefined where the next try is not yet allowed
 */
export async function countTry(
  transaction: Transaction,
  mark: Buffer,
  at: number,
  forgottenEvery: number,
): Promise<number | undefined> {
  const counted = await transaction
    .insertInto('wrong_try')
    .values({ mark, forgotten_at: at + forgottenEvery, free_at: at })
    .onConflict((conflict) =>
      conflict
        .column('mark')
        .doUpdateSet({
          forgotten_at: sql`
            CASE WHEN wrong_try.forgotten_at > ${at} THEN wrong_try.forgotten_at ELSE ${at} END + ${forgottenEvery}`,
          free_at: at,
        })
        .where('wrong_try.free_at', '<=', at),
    )
    .returning('forgotten_at')
    .executeTakeFirst();
  return counted && Math.ceil((counted.forgotten_at - at) / forgottenEvery);
}

export async function lockUntil(transaction: Transaction, mark: Buffer, freeAt: number): Promise<void> {
  await transaction.updateTable('wrong_try').set({ free_at: freeAt }).where('mark', '=', mark).execute();
}

/** The counted one was not wrong after all; those before it stay. */
export async function uncountTry(
  transaction: Transaction,
  mark: Buffer,
  at: number,
  forgottenEvery: number,
): Promise<void> {
  await transaction
    .updateTable('wrong_try')
    .set((tries) => ({ forgotten_at: tries('forgotten_at', '-', forgottenEvery), free_at: at }))
    .where('mark', '=', mark)
    .execute();
}

/** None of these was wrong in the end: an account that was opened from here. */
export async function forgetTries(transaction: Transaction, mark: Buffer, openedAt: number): Promise<void> {
  await transaction
    .updateTable('wrong_try')
    .set({ forgotten_at: openedAt, free_at: openedAt, opened_at: openedAt })
    .where('mark', '=', mark)
    .execute();
}

export async function wasOpened(transaction: Transaction, mark: Buffer, since: number): Promise<boolean> {
  const row = await transaction.selectFrom('wrong_try').select('opened_at').where('mark', '=', mark).executeTakeFirst();
  return row !== undefined && row.opened_at !== null && row.opened_at > since;
}

export async function forgetOldTries(database: Database, at: number, openedBefore: number): Promise<void> {
  await database
    .deleteFrom('wrong_try')
    .where('forgotten_at', '<=', at)
    .where('free_at', '<=', at)
    .where((where) => where.or([where('opened_at', 'is', null), where('opened_at', '<=', openedBefore)]))
    .execute();
}
