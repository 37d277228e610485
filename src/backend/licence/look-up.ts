import type { LicenceLookUp, LicenceRecord } from '../../contract/licence.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import type { Settle } from '../answer-once.ts';
import { audit } from '../store/audit.ts';
import { inTransaction, transact, type Database } from '../store/database.ts';
import type { Sealing } from '../store/sealing.ts';
import { findVerifications } from '../store/verifications.ts';
import type { LicenceRegister } from './register.ts';

export interface LicenceDeps {
  database: Database;
  sealing: Sealing;
  services: readonly ServiceDefinition[];
  /** Where absent, this centre has no access to it. */
  licenceRegister?: LicenceRegister | undefined;
  now: () => number;
}

/**
 * Asks the register about the person whose card this kiosk had proved for a licence's renewal. The audit tells of each question,
 * whatever the answer.
 *
 * Errors: CHALLENGE_EXPIRED (no such verification of this kiosk, or its time is over), BACKEND_REFUSED (not proved, or for another
 * service), NOT_FOUND (the register knows no licence of hers), BACKEND_UNREACHABLE.
 */
export async function lookUpLicence(
  { database, sealing, services, licenceRegister, now }: LicenceDeps,
  kiosk: string,
  { verificationId }: LicenceLookUp,
  settle: Settle,
): Promise<Result<LicenceRecord>> {
  const [stored] = await transact(database, (transaction) =>
    findVerifications(transaction, sealing, [verificationId], now()),
  );
  if (stored?.kiosk !== kiosk) return failed('CHALLENGE_EXPIRED');
  const { verification } = stored;
  if (verification.identity !== 'proved' || rulesOf(services, verification.service) !== 'licence-renewal')
    return failed('BACKEND_REFUSED');
  const { document } = verification;
  if (!('personalNumber' in document)) return failed('BACKEND_REFUSED');
  if (!licenceRegister) return failed('BACKEND_UNREACHABLE');

  await transact(database, (transaction) =>
    audit(transaction, {
      at: now(),
      actor: kiosk,
      action: 'licence-looked-up',
      subject: verificationId,
      outcome: 'done',
    }),
  );
  const record = await licenceRegister.lookUp(document.personalNumber);
  if (!record) return failed('BACKEND_UNREACHABLE');
  if (record.licences.length === 0) return failed('NOT_FOUND');
  return inTransaction(database, async (transaction) => {
    await settle(transaction, record);
    return ok(record);
  });
}

const rulesOf = (services: readonly ServiceDefinition[], service: string) =>
  services.find(({ id }) => id === service)?.rules;
