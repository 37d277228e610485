import { expect, test } from 'vitest';
import { serviceDay } from '../../src/contract/queue.ts';
import type { Priority } from '../../src/contract/backend-api.ts';
import { priorityByAge } from '../../src/contract/priority.ts';
import { checkInRequest, kioskOf, newKey, startBackend } from './support/backend.ts';
import { trustOfCards, useCards } from './support/cards.ts';

useCards();

/** Eight in the morning in Saigon, in the life of the test's certificates. */
const tomorrowMorning = (now: number) => (Math.floor(now / 86_400_000) + 1) * 86_400_000 + 3_600_000;

test('a person who comes back the same day gets the same number, marked as repeated', async () => {
  const { url, clock, portal } = await startBackend({ trust: await trustOfCards() });
  clock.now = tomorrowMorning(clock.now);
  const kiosk = kioskOf(url);
  // Nobody can say that an insurance has ended.
  portal.setMode('down');
  const checkIn = async (person: 'valid' | 'expired', queue: string, key?: string) =>
    kiosk.numberOf(checkInRequest((await kiosk.verified(person)).verificationId, queue), key);

  const first = await checkIn('valid', 'general');
  expect(first).toMatchObject({ number: 'A001', repeated: false, unverified: true });
  expect(await checkIn('expired', 'general')).toMatchObject({ number: 'A002', repeated: false });
  clock.now += 600_000;
  const key = newKey();
  const request = checkInRequest((await kiosk.verified('valid')).verificationId, 'general');
  expect(await kiosk.numberOf(request, key)).toEqual({ ...first, repeated: true });
  expect(await kiosk.numberOf(request, key)).toEqual({ ...first, repeated: true });

  // One number a person, service and day: where she goes next, staff send her under the same one.
  expect(await checkIn('valid', 'eyes')).toEqual({ ...first, repeated: true });
  clock.now += 24 * 3_600_000;
  expect(await checkIn('valid', 'general')).toMatchObject({
    number: 'A001',
    serviceDay: serviceDay(clock.now),
    repeated: false,
  });
});

test('two kiosks at the same moment give a person one number', async () => {
  const { url } = await startBackend({ trust: await trustOfCards() });
  const kiosk = kioskOf(url);
  const verified = await Promise.all([kiosk.verified('valid'), kiosk.verified('valid')]);
  const numbers = await Promise.all(
    verified.map(({ verificationId }) => kiosk.numberOf(checkInRequest(verificationId))),
  );
  expect(numbers.map(({ number }) => number)).toEqual(['A001', 'A001']);
  expect(numbers.map(({ repeated }) => repeated).toSorted()).toEqual([false, true]);
});

test('a verification serves for one number', async () => {
  const { url } = await startBackend({ trust: await trustOfCards() });
  const kiosk = kioskOf(url);
  const { verificationId } = await kiosk.verified('valid');
  expect(await kiosk.number(checkInRequest(verificationId, 'general'))).toMatchObject({ status: 201 });
  expect(await kiosk.number(checkInRequest(verificationId, 'eyes'))).toMatchObject({
    status: 409,
    body: { code: 'CHALLENGE_EXPIRED' },
  });
});

test('a verification for one service gives no number of another', async () => {
  const { url } = await startBackend({ trust: await trustOfCards() });
  const kiosk = kioskOf(url);
  const { verificationId } = await kiosk.verified('valid', 'licence-renewal');
  expect(await kiosk.number(checkInRequest(verificationId))).toMatchObject({
    status: 409,
    body: { code: 'BACKEND_REFUSED' },
  });
});

test('when the portal is down the patient gets a number all the same, marked as not verified', async () => {
  const { url, portal } = await startBackend({ trust: await trustOfCards() });
  const kiosk = kioskOf(url);
  portal.setMode('down');
  const verification = await kiosk.verified('valid');
  expect(verification).toMatchObject({ identity: 'proved', eligibility: { status: 'unverified' } });
  expect(await kiosk.numberOf(checkInRequest(verification.verificationId))).toMatchObject({
    number: 'A001',
    unverified: true,
  });
});

test('the verified birth date gives priority, whatever was declared', async () => {
  const { url } = await startBackend({ trust: await trustOfCards() });
  const kiosk = kioskOf(url);
  const request = checkInRequest((await kiosk.verified('valid')).verificationId);
  expect(await kiosk.numberOf({ ...request, priority: 'pregnant' })).toMatchObject({ priority: 'age-75' });
});

test.each<[string, string, Priority | undefined]>([
  ['75 today', '1951-11-21', 'age-75'],
  ['75 tomorrow', '1951-11-22', undefined],
  ['6 tomorrow', '2020-11-22', 'under-6'],
  ['6 today', '2020-11-21', undefined],
])('%s', (_name, birthDate, expected) => {
  const law = [{ from: '2024-01-01', source: 'Luật 15/2023/QH15', elderlyFromAge: 75, childBelowAge: 6 }];
  expect(priorityByAge(law, birthDate, '2026-11-21')).toBe(expected);
});
