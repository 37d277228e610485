import { failed, ok, type Result } from '../../contract/result.ts';
import type { EnrolmentCodeResponse, EnrolmentResponse } from '../../contract/staff.ts';
import type { StaffDeps } from '../staff/require-staff.ts';
import { countWrongCode } from '../staff/tries.ts';
import { audit } from '../store/audit.ts';
import { inTransaction, transact, type Transaction } from '../store/database.ts';
import { addEnrolmentCode, enrolKiosk, kiosksOf, revokeKiosk, takeEnrolmentCode } from '../store/kiosks.ts';
import { newCode } from '../tokens.ts';

const codeLife = 10 * 60_000;
/**
 * Twelve letters are 59 bits: who guessed at a hundred codes from a thousand addresses for their ten minutes, from each as
 * often as an address may ask for anything, would find one in two hundred million such attacks. So a right code is taken whatever
 * wrong ones came before it, and only those are counted: enough to tell of an attack without filling the audit.
 */
const newEnrolmentCode = () => [newCode(4), newCode(4), newCode(4)].join('-');

/** A code with which this kiosk may enrol once. */
export async function makeEnrolmentCode(
  { sealing, now }: StaffDeps,
  transaction: Transaction,
  by: string,
  kiosk: string,
): Promise<EnrolmentCodeResponse> {
  const at = now();
  const code = newEnrolmentCode();
  await addEnrolmentCode(transaction, sealing, { code, kiosk, expiresAt: at + codeLife });
  await audit(transaction, { at, actor: by, action: 'enrolment-code', subject: kiosk, outcome: 'done' });
  return { code, expiresAt: new Date(at + codeLife).toISOString() };
}

/**
 * The kiosk that the code was made for takes the key that signed the request. A key that is enrolled already is told its name again:
 * the first answer may have been lost.
 *
 * Errors: ENROLMENT_REFUSED, TOO_MANY_REQUESTS (wrong, as others from this address were).
 */
export async function enrol(
  deps: StaffDeps,
  { code, publicKey, address }: { code: string; publicKey: Buffer; address: string },
): Promise<Result<EnrolmentResponse>> {
  const { database, sealing, now } = deps;
  const [known] = await kiosksOf(database, [publicKey]);
  if (known !== undefined) return ok({ kiosk: known });

  const at = now();
  const enrolled = await inTransaction(database, async (transaction) => {
    const kiosk = await takeEnrolmentCode(transaction, sealing, code, at);
    if (kiosk === undefined || !(await enrolKiosk(transaction, kiosk, publicKey, at)))
      return failed('ENROLMENT_REFUSED');
    await audit(transaction, { at, actor: kiosk, action: 'enrolment', subject: kiosk, outcome: 'done' });
    return ok({ kiosk });
  });
  if (enrolled.ok) return enrolled;
  return transact(database, async (transaction) => {
    if (!(await countWrongCode(transaction, deps, address))) return failed('TOO_MANY_REQUESTS');
    await audit(transaction, { at, actor: 'nobody', action: 'enrolment', subject: 'nobody', outcome: 'refused' });
    return failed('ENROLMENT_REFUSED');
  });
}

/** @returns whether there is such a kiosk */
export function revoke({ database, now }: StaffDeps, by: string, kiosk: string): Promise<boolean> {
  const at = now();
  return transact(database, async (transaction) => {
    const isThere = await revokeKiosk(transaction, kiosk, at);
    if (isThere) await audit(transaction, { at, actor: by, action: 'kiosk-revoked', subject: kiosk, outcome: 'done' });
    return isThere;
  });
}
