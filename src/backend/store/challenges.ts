import type { Database } from './database.ts';

export interface StoredChallenge {
  id: string;
  kiosk: string;
  challenge: string;
  expiresAt: number;
}

export async function addChallenge(database: Database, added: StoredChallenge): Promise<void> {
  const { id, kiosk, challenge, expiresAt } = added;
  await database.insertInto('challenge').values({ id, kiosk, challenge, expires_at: expiresAt }).execute();
}

/** Takes a challenge for good: of two that ask for it, one gets it. */
export async function takeChallenge(
  database: Database,
  id: string,
  kiosk: string,
  now: number,
): Promise<string | undefined> {
  const taken = await database
    .deleteFrom('challenge')
    .where('id', '=', id)
    .where('kiosk', '=', kiosk)
    .returning(['challenge', 'expires_at'])
    .executeTakeFirst();
  return taken && taken.expires_at > now ? taken.challenge : undefined;
}
