import { sql } from 'kysely';
import type { Database, Transaction } from './database.ts';

/**
 * Counts a try before it is known whether it is wrong: pulling the plug in between, or trying at many servers at once, gains none.
 * @returns how many wrong ones in a row it may be, or undefined where the next try is not yet allowed
 */
export async function countTry(
  transaction: Transaction,
  mark: Buffer,
  at: number,
  forgottenAfter: number,
): Promise<number | undefined> {
  const counted = await transaction
    .insertInto('wrong_try')
    .values({ mark, failures: 1, free_at: at })
    .onConflict((conflict) =>
      conflict
        .column('mark')
        .doUpdateSet({
          failures: sql`CASE WHEN wrong_try.free_at <= ${at - forgottenAfter} THEN 1 ELSE wrong_try.failures + 1 END`,
          free_at: at,
        })
        .where('wrong_try.free_at', '<=', at),
    )
    .returning('failures')
    .executeTakeFirst();
  return counted?.failures;
}

export async function lockUntil(transaction: Transaction, mark: Buffer, freeAt: number): Promise<void> {
  await transaction.updateTable('wrong_try').set({ free_at: freeAt }).where('mark', '=', mark).execute();
}

/** The counted one was right after all; those before it stay. */
export async function uncountTry(transaction: Transaction, mark: Buffer, at: number): Promise<void> {
  await transaction
    .updateTable('wrong_try')
    .set((tries) => ({ failures: tries('failures', '-', 1), free_at: at }))
    .where('mark', '=', mark)
    .execute();
}

/** None of these was wrong in the end: an account that was opened from here. */
export async function forgetTries(transaction: Transaction, mark: Buffer, openedAt: number): Promise<void> {
  await transaction
    .updateTable('wrong_try')
    .set({ failures: 0, free_at: openedAt, opened_at: openedAt })
    .where('mark', '=', mark)
    .execute();
}

export async function wasOpened(transaction: Transaction, mark: Buffer, since: number): Promise<boolean> {
  const row = await transaction.selectFrom('wrong_try').select('opened_at').where('mark', '=', mark).executeTakeFirst();
  return row !== undefined && row.opened_at !== null && row.opened_at > since;
}

export async function forgetOldTries(database: Database, freeBefore: number, openedBefore: number): Promise<void> {
  await database
    .deleteFrom('wrong_try')
    .where('free_at', '<=', freeBefore)
    .where((where) => where.or([where('opened_at', 'is', null), where('opened_at', '<=', openedBefore)]))
    .execute();
}
