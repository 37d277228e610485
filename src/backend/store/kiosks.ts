import type { Database, Transaction } from './database.ts';
import type { Sealing } from './sealing.ts';

export interface EnrolledKiosk {
  kiosk: string;
  enrolledAt: number;
  revokedAt?: number | undefined;
}

/**
 * A kiosk and its key; the key that it had before is nobody's any more.
 * @returns false where another kiosk has this key
 */
export async function enrolKiosk(
  transaction: Transaction,
  kiosk: string,
  publicKey: Buffer,
  enrolledAt: number,
): Promise<boolean> {
  const holder = await transaction
    .selectFrom('kiosk')
    .select('kiosk')
    .where('public_key', '=', publicKey)
    .executeTakeFirst();
  if (holder && holder.kiosk !== kiosk) return false;
  const row = { public_key: publicKey, enrolled_at: enrolledAt, revoked_at: null };
  await transaction
    .insertInto('kiosk')
    .values({ kiosk, ...row })
    .onConflict((conflict) => conflict.column('kiosk').doUpdateSet(row))
    .execute();
  return true;
}

/** Who signs with these keys, each where it is enrolled and not revoked. */
export async function kiosksOf(database: Database, publicKeys: readonly Buffer[]): Promise<(string | undefined)[]> {
  const rows = await database
    .selectFrom('kiosk')
    .select(['kiosk', 'public_key'])
    .where('public_key', 'in', [...publicKeys])
    .where('revoked_at', 'is', null)
    .execute();
  return publicKeys.map((key) => rows.find((row) => key.equals(row.public_key))?.kiosk);
}

/** @returns undefined where there is no such kiosk */
export async function enrolledAt(transaction: Transaction, kiosk: string): Promise<number | undefined> {
  const row = await transaction.selectFrom('kiosk').select('enrolled_at').where('kiosk', '=', kiosk).executeTakeFirst();
  return row?.enrolled_at;
}

/** In the order of their names. */
export async function allKiosks(database: Database): Promise<EnrolledKiosk[]> {
  const rows = await database.selectFrom('kiosk').selectAll().orderBy('kiosk').execute();
  return rows.map((row) => ({
    kiosk: row.kiosk,
    enrolledAt: row.enrolled_at,
    revokedAt: row.revoked_at ?? undefined,
  }));
}

/** @returns whether there is such a kiosk; one that was revoked before stays so since then */
export async function revokeKiosk(transaction: Transaction, kiosk: string, at: number): Promise<boolean> {
  const revoked = await transaction
    .updateTable('kiosk')
    .set((row) => ({ revoked_at: row.fn.coalesce('revoked_at', row.val(at)) }))
    .where('kiosk', '=', kiosk)
    .returning('kiosk')
    .executeTakeFirst();
  return revoked !== undefined;
}

/** The kiosk's only code: earlier ones open nothing any more. */
export async function addEnrolmentCode(
  transaction: Transaction,
  sealing: Sealing,
  { code, kiosk, expiresAt }: { code: string; kiosk: string; expiresAt: number },
): Promise<void> {
  await transaction.deleteFrom('enrolment_code').where('kiosk', '=', kiosk).execute();
  await transaction
    .insertInto('enrolment_code')
    .values({ code_mark: sealing.secretMark(code), kiosk, expires_at: expiresAt })
    .execute();
}

/** Takes a code for good: of two that come with it, one gets its kiosk. */
export async function takeEnrolmentCode(
  transaction: Transaction,
  sealing: Sealing,
  code: string,
  now: number,
): Promise<string | undefined> {
  const taken = await transaction
    .deleteFrom('enrolment_code')
    .where('code_mark', '=', sealing.secretMark(code))
    .returning(['kiosk', 'expires_at'])
    .executeTakeFirst();
  return taken && taken.expires_at > now ? taken.kiosk : undefined;
}

export interface Nonce {
  kiosk: string;
  nonce: string;
  /** From then on the signature is too old anyway. */
  expiresAt: number;
}

/** @returns for each whether it was new; a nonce that comes twice among them is so once */
export async function useNonces(transaction: Transaction, nonces: readonly Nonce[]): Promise<boolean[]> {
  if (nonces.length === 0) return [];
  const rows = await transaction
    .insertInto('nonce')
    .values(nonces.map(({ kiosk, nonce, expiresAt }) => ({ kiosk, nonce, expires_at: expiresAt })))
    .onConflict((conflict) => conflict.doNothing())
    .returning(['kiosk', 'nonce'])
    .execute();
  const added = new Set(rows.map(nameOf));
  return nonces.map((nonce) => added.delete(nameOf(nonce)));
}

const nameOf = ({ kiosk, nonce }: Pick<Nonce, 'kiosk' | 'nonce'>): string => `${kiosk} ${nonce}`;

export async function forgetNonces(database: Database, now: number): Promise<void> {
  await database.deleteFrom('nonce').where('expires_at', '<', now).execute();
}

export async function forgetEnrolmentCodes(database: Database, now: number): Promise<void> {
  await database.deleteFrom('enrolment_code').where('expires_at', '<=', now).execute();
}
