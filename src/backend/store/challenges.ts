import type { Database, Transaction } from './database.ts';

export interface StoredChallenge {
  id: string;
  kiosk: string;
  challenge: string;
  expiresAt: number;
}

export async function addChallenge(transaction: Transaction, added: StoredChallenge): Promise<void> {
  const { id, kiosk, challenge, expiresAt } = added;
  await transaction.insertInto('challenge').values({ id, kiosk, challenge, expires_at: expiresAt }).execute();
}

/** A kiosk's own challenge, while it lives and was not spent. */
export async function findChallenge(
  database: Database,
  id: string,
  kiosk: string,
  now: number,
): Promise<string | undefined> {
  const found = await database
    .selectFrom('challenge')
    .select('challenge')
    .where('id', '=', id)
    .where('kiosk', '=', kiosk)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return found?.challenge;
}

/** @returns whether it was still there: of two that spend it, on whichever server, one does */
export async function spendChallenge(transaction: Transaction, id: string): Promise<boolean> {
  const spent = await transaction.deleteFrom('challenge').where('id', '=', id).returning('id').executeTakeFirst();
  return spent !== undefined;
}
