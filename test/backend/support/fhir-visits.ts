import { issueNumbers } from '../../../src/backend/queues/issue.ts';
import { transact, type Database } from '../../../src/backend/store/database.ts';
import { addVerification, type Verification } from '../../../src/backend/store/verifications.ts';
import { newToken } from '../../../src/backend/tokens.ts';
import type { NumberRequest, NumberResponse } from '../../../src/contract/backend-api.ts';
import type { Document } from '../../../src/contract/person.ts';
import { newKey } from './backend.ts';
import { issuingOn, personalNumberOf, sealingForTest } from './issuing.ts';

interface Backend {
  database: Database;
  clock: { now: number };
}

export const documentOf = (person: number, changes: Partial<Document> = {}): Document => ({
  personalNumber: personalNumberOf(person),
  documentNumber: personalNumberOf(person).slice(3),
  fullName: 'NGUYỄN THỊ HƯỜNG MẪU',
  nameFrom: 'dg13',
  birthDate: '1990-01-01',
  sex: 'female',
  nationality: 'VNM',
  ...changes,
});

type Checked = Extract<Verification, { document: unknown }>;

/** Somebody's card was read at the kiosk, and she takes a number for her clinic. */
export async function checkIn(
  backend: Backend,
  document: Document,
  {
    identity = 'proved',
    eligibility = { status: 'valid', maKetQua: '000', validUntil: '2030-12-31' },
    insuranceCard,
    queue = 'general',
    ...request
  }: Partial<Pick<Checked, 'identity' | 'eligibility' | 'insuranceCard'>> & Partial<NumberRequest> = {},
): Promise<NumberResponse> {
  const id = newToken();
  await transact(backend.database, (transaction) =>
    addVerification(transaction, sealingForTest, {
      id,
      kiosk: 'kiosk-1',
      expiresAt: backend.clock.now + 60_000,
      verification: {
        identity,
        service: 'insurance-check-in',
        document,
        proof: {
          passiveAuthentication: { hashes: 'match', signature: 'valid', issuer: 'trusted' },
          activeAuthentication: identity === 'proved' ? 'passed' : 'absent',
        },
        eligibility,
        insuranceCard,
      },
    }),
  );
  return take(backend, {
    service: 'insurance-check-in',
    queue,
    priority: 'none',
    answers: {},
    ...request,
    verificationId: id,
  });
}

/** A number at the kiosk. */
export async function take(backend: Backend, request: NumberRequest): Promise<NumberResponse> {
  const deps = issuingOn(backend.database, () => backend.clock.now);
  const key = { kiosk: 'kiosk-1', idempotencyKey: newKey() };
  const [issued] = await issueNumbers(deps, [{ key, request, mark: undefined }]);
  if (!issued?.ok || issued.value.kind !== 'number') throw new Error(`no number: ${JSON.stringify(issued)}`);
  return issued.value.number;
}
