import { expect, test } from 'vitest';
import { beginAfterRestore } from '../../src/backend/queues/restored.ts';
import { issueNumbers } from '../../src/backend/queues/issue.ts';
import type { Database } from '../../src/backend/store/database.ts';
import type { NumberRequest } from '../../src/contract/backend-api.ts';
import { dossierCodeSchema } from '../../src/contract/dossier-code.ts';
import { workingDayAfter } from '../../src/contract/working-days.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { databases } from './support/databases.ts';
import { centreWith, checkedAt, demonstrationCentre, issuingOn, sealingForTest } from './support/issuing.ts';

/** A Thursday. */
const noon = Date.parse('2026-11-26T12:00:00+07:00');

const renewal = (verificationId: string): NumberRequest => ({
  service: 'licence-renewal',
  queue: 'licence-desk',
  verificationId,
  priority: 'none',
  answers: {},
});

/** As if a kiosk had just read somebody's card for the renewal. */
async function proved(database: Database, person: number, now: number, kiosk = 'kiosk-1'): Promise<NumberRequest> {
  const id = await checkedAt(database, sealingForTest, { kiosk, person, now, service: 'licence-renewal' });
  return renewal(id);
}

const asked = (request: NumberRequest) => ({ key: { kiosk: 'kiosk-1', idempotencyKey: newKey() }, request });

async function taken(deps: Parameters<typeof issueNumbers>[0], requests: readonly NumberRequest[]) {
  const issued = await issueNumbers(deps, requests.map(asked));
  return issued.map((one) => (one.ok && one.value.kind === 'number' ? one.value.number : undefined));
}

test.each(databases)('%s: two at once never share a code, and who asks again has hers again', async (on) => {
  const { database, clock } = await startBackend({ on });
  clock.now = noon;
  const deps = issuingOn(database, () => clock.now);
  const people = await Promise.all([1, 2, 3, 4, 5, 6].map((person) => proved(database, person, noon)));
  const advice = { ...ticketRequest('licence-desk'), service: 'licence-hand-over' };
  const [ticket, advised] = await taken(deps, [ticketRequest(), advice]);
  const rounds = await Promise.all([
    taken(deps, people.slice(0, 2)),
    taken(deps, people.slice(2, 4)),
    taken(deps, people.slice(4)),
  ]);
  const codes = rounds.flat().map((number) => dossierCodeSchema.parse(number?.dossier?.code));
  expect(codes.toSorted()).toEqual([1, 2, 3, 4, 5, 6].map((serial) => `H99.01.05-261126-000${serial}`));
  expect(rounds.flat()[0]?.dossier?.resultOn).toBe('2026-12-03');
  expect([ticket?.number, advised?.number]).toEqual(['K001', 'L001']);
  for (const received of [ticket, advised]) expect(received).not.toHaveProperty('dossier');

  const [again] = await taken(deps, [await proved(database, 1, noon)]);
  expect(again).toMatchObject({ repeated: true, dossier: rounds[0][0]?.dossier });
  clock.now += 86_400_000;
  const [tomorrow] = await taken(deps, [await proved(database, 7, clock.now)]);
  expect(tomorrow?.dossier).toEqual({ code: 'H99.01.05-261127-0001', resultOn: '2026-12-04' });
});

test.each(databases)('%s: a number that was not given takes no code, and a restored copy repeats none', async (on) => {
  const { database } = await startBackend({ on });
  const centre = centreWith({ 'licence-desk': { quota: 1 } });
  const deps = issuingOn(database, () => noon, centre);
  const both = await taken(deps, [await proved(database, 1, noon), await proved(database, 2, noon)]);
  expect(both.map((number) => number?.dossier?.code)).toEqual(['H99.01.05-261126-0001', undefined]);

  await beginAfterRestore({ database, centre: demonstrationCentre, now: () => noon }, 3);
  const [after] = await taken(
    issuingOn(database, () => noon),
    [await proved(database, 3, noon)],
  );
  const passedOver = 3 * demonstrationCentre.queues.length;
  expect(after?.dossier?.code).toBe(`H99.01.05-261126-${String(1 + passedOver + 1).padStart(4, '0')}`);
});

test('the largest portrait that a kiosk may send costs nobody her dossier', async () => {
  const { url, database, clock } = await startBackend();
  const request = await proved(database, 1, clock.now);
  const { dossier } = await kioskOf(url).numberOf({ ...request, photo: 'A'.repeat(400_000) });
  expect(dossier?.code).toMatch(/^H99\.01\.05-\d{6}-0001$/);
  const other = await proved(database, 2, clock.now);
  expect((await kioskOf(url).number({ ...other, photo: 'A'.repeat(400_004) })).status).toBe(400);
});

test.each([
  ['the machine has seen all of it', false, 'valid', false],
  ['a desk has something to see', true, 'valid', true],
  ['she is unverified, whatever the kiosk says', false, 'unverified', true],
  ['an older kiosk does not say', undefined, 'valid', undefined],
] as const)('a dossier is called received that a desk has still to see: %s', async (_name, said, status, told) => {
  const { database, clock } = await startBackend();
  const deps = issuingOn(database, () => clock.now);
  const read = { kiosk: 'kiosk-1', now: clock.now, service: 'licence-renewal', eligibility: { status } };
  const asks = async () => renewal(await checkedAt(database, sealingForTest, { ...read, person: 1 }));
  const [first] = await taken(deps, [{ ...(await asks()), ...(said !== undefined && { awaitsDesk: said }) }]);
  expect(first?.dossier?.awaitsDesk).toBe(told);
  const [again] = await taken(deps, [await asks()]);
  expect(again).toMatchObject({ repeated: true, dossier: first?.dossier });
});

test.each([
  ['over a weekend', '2026-11-26', 5, [], '2026-12-03'],
  ['received on a Saturday', '2026-11-28', 1, [], '2026-11-30'],
  ['received on a Friday', '2026-11-27', 1, [], '2026-11-30'],
  ['a holiday within', '2026-11-26', 5, ['2026-12-01'], '2026-12-04'],
  ['a holiday on a Sunday changes nothing', '2026-11-26', 5, ['2026-11-29'], '2026-12-03'],
  ['Tết', '2027-02-04', 5, ['2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11'], '2027-02-18'],
  ['the end of a year', '2026-12-31', 1, ['2027-01-01'], '2027-01-04'],
])('the day of the result is not a day too early or late: %s', (_name, day, workingDays, holidays, expected) => {
  expect(workingDayAfter(day, workingDays, holidays)).toBe(expected);
});
