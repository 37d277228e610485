import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../../../src/backend/config.ts';
import { callingRulesSchema } from '../../../src/backend/order/rule.ts';
import type { IssuingDeps } from '../../../src/backend/queues/issue.ts';
import { transact, type Database } from '../../../src/backend/store/database.ts';
import { createSealing, type Sealing } from '../../../src/backend/store/sealing.ts';
import { addVerification } from '../../../src/backend/store/verifications.ts';
import { newToken } from '../../../src/backend/tokens.ts';
import type { Eligibility } from '../../../src/contract/backend-api.ts';
import { priorityLawSchema } from '../../../src/contract/priority.ts';
import { centreSchema, serviceDefinitionSchema, type Centre } from '../../../src/contract/services.ts';

const resources = join(import.meta.dirname, '../../../resources');
const resource = (...path: string[]) => join(resources, ...path);

export const sealingForTest = createSealing(Buffer.alloc(32, 7));
export const demonstrationCentre: Centre = readJson(resource('centre.json'), centreSchema);

/** The demonstration's centre without HTTP before it. */
export const issuingOn = (
  database: Database,
  now: () => number,
  centre: Centre = demonstrationCentre,
): IssuingDeps => ({
  database,
  sealing: sealingForTest,
  centre,
  services: readdirSync(resource('services')).map((file) =>
    readJson(resource('services', file), serviceDefinitionSchema),
  ),
  priorityLaw: readJson(resource('rules', 'priority.json'), priorityLawSchema),
  callingRules: readJson(resource('rules', 'calling.json'), callingRulesSchema),
  now,
});

/** With other settings for some of its queues. */
export const centreWith = (
  queues: Readonly<Record<string, Partial<Centre['queues'][number]>>>,
  rest: Partial<Centre> = {},
): Centre => ({
  ...demonstrationCentre,
  ...rest,
  queues: demonstrationCentre.queues.map((queue) => ({ ...queue, ...queues[queue.id] })),
});

export const personalNumberOf = (person: number): string => `0990900${String(person).padStart(5, '0')}`;

/** As if this kiosk had just read the person's card. */
export async function checkedAt(
  database: Database,
  sealing: Sealing,
  {
    kiosk,
    person,
    now,
    service = 'insurance-check-in',
    eligibility = { status: 'valid' },
    birthDate = '1990-01-01',
  }: {
    kiosk: string;
    person: number;
    now: number;
    service?: string;
    eligibility?: Eligibility;
    birthDate?: string;
  },
): Promise<string> {
  const id = newToken();
  const personalNumber = personalNumberOf(person);
  await transact(database, (transaction) =>
    addVerification(transaction, sealing, {
      id,
      kiosk,
      expiresAt: now + 600_000,
      verification: {
        identity: 'proved',
        service,
        document: {
          personalNumber,
          documentNumber: personalNumber.slice(3),
          fullName: 'NGƯỜI MẪU',
          nameFrom: 'dg13',
          birthDate,
          sex: 'female',
          nationality: 'VNM',
        },
        proof: {
          passiveAuthentication: { hashes: 'match', signature: 'valid', issuer: 'trusted' },
          activeAuthentication: 'passed',
        },
        eligibility,
      },
    }),
  );
  return id;
}
