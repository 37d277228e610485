import { declaredPersonSchema, eligibilitySchema, identityOutcomeSchema } from '../../contract/backend-api.ts';
import { chipProofSchema } from '../../contract/chip.ts';
import { failureCodeSchema } from '../../contract/failures.ts';
import { insuranceCardSchema } from '../../contract/insurance-card.ts';
import { documentSchema, foreignDocumentSchema } from '../../contract/person.ts';
import { serviceIdSchema } from '../../contract/services.ts';
import { z } from '../../contract/zod.ts';
import type { Database, Transaction } from './database.ts';
import type { Sealing } from './sealing.ts';

const checked = {
  service: serviceIdSchema,
  eligibility: eligibilitySchema.optional(),
  insuranceCard: insuranceCardSchema.optional(),
};

/**
 * A checked person who has no number yet: what was proved, or declared, not the card's files, which say more than a visit needs
 * (religion, ethnicity, parents). Of a refused one nothing is kept but the refusal.
 */
export const verificationSchema = z.discriminatedUnion('identity', [
  z.strictObject({ identity: identityOutcomeSchema.extract(['refused']) }),
  z.strictObject({
    identity: identityOutcomeSchema.extract(['proved', 'unproved']),
    reason: failureCodeSchema.optional(),
    document: z.union([documentSchema, foreignDocumentSchema]),
    proof: chipProofSchema,
    ...checked,
  }),
  z.strictObject({
    identity: identityOutcomeSchema.extract(['declared']),
    reason: failureCodeSchema.extract(['IDENTITY_DECLARED']),
    person: declaredPersonSchema,
    ...checked,
  }),
]);
export type Verification = z.infer<typeof verificationSchema>;
export type CheckedPerson = Exclude<Verification, { identity: 'refused' }>;

/** Milliseconds in which whoever was checked takes a number. */
export const verificationLife = 15 * 60_000;

const record = (id: string) => `verification ${id}`;

export async function addVerification(
  transaction: Transaction,
  sealing: Sealing,
  added: { id: string; kiosk: string; expiresAt: number; verification: Verification },
): Promise<void> {
  const { id, kiosk, expiresAt, verification } = added;
  const sealed = sealing.seal(record(id), verification);
  await transaction.insertInto('verification').values({ id, kiosk, expires_at: expiresAt, sealed }).execute();
}

export interface StoredVerification {
  id: string;
  kiosk: string;
  verification: Verification;
}

/** Those that still hold: what they say goes on in the visit. */
export async function findVerifications(
  transaction: Transaction,
  sealing: Sealing,
  ids: readonly string[],
  now: number,
): Promise<StoredVerification[]> {
  if (ids.length === 0) return [];
  const rows = await transaction
    .selectFrom('verification')
    .select(['id', 'kiosk', 'sealed'])
    .where('id', 'in', [...ids])
    .where('expires_at', '>', now)
    .execute();
  return rows.map(({ id, kiosk, sealed }) => ({
    id,
    kiosk,
    verification: verificationSchema.parse(sealing.open(record(id), sealed)),
  }));
}

export async function forgetVerifications(transaction: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length > 0)
    await transaction
      .deleteFrom('verification')
      .where('id', 'in', [...ids])
      .execute();
}

/** Deletes challenges and people whose time is over. */
export async function forgetExpired(database: Database, now: number): Promise<void> {
  await database.deleteFrom('challenge').where('expires_at', '<=', now).execute();
  await database.deleteFrom('verification').where('expires_at', '<=', now).execute();
}
