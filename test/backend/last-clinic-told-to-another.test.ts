import { expect, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { forgetLastClinics } from '../../src/backend/store/last-clinics.ts';
import type { NumberRequest } from '../../src/contract/backend-api.ts';
import { serviceDay } from '../../src/contract/queue.ts';
import { checkInRequest, kioskOf, startBackend } from './support/backend.ts';
import { atCounter } from './support/calling.ts';
import { trustOfCards, useCards } from './support/cards.ts';
import { databases, type DatabaseKind } from './support/databases.ts';

useCards();

const day = 86_400_000;
const [valid] = people;

async function hospital(on: DatabaseKind) {
  const services = { 'insurance-check-in': { servesUnproved: ['chip-without-key' as const] } };
  const backend = await startBackend({ on, trust: await trustOfCards(), services });
  // Eight in the morning in Saigon, in the life of the certificates.
  backend.clock.now = (Math.floor(backend.clock.now / day) + 1) * day + 3_600_000;
  const kiosk = kioskOf(backend.url);
  const known = async (person: Parameters<typeof kiosk.verified>[0] = 'valid', service?: NumberRequest['service']) =>
    (await kiosk.verified(person, service)).known;
  const visit = async (queue: string, person: Parameters<typeof kiosk.verified>[0] = 'valid') =>
    kiosk.numberOf(checkInRequest((await kiosk.verified(person)).verificationId, queue));
  return { ...backend, kiosk, known, visit };
}

test.each(databases)('%s: who comes again is not offered the clinic where she was, or today’s number', async (on) => {
  const { known, visit, clock } = await hospital(on);
  expect(await known()).toEqual({});
  const held = await visit('cardiology');
  expect(await known()).toEqual({
    lastQueue: 'cardiology',
    held: { number: held.number, queueLabel: held.queueLabel, place: held.place },
  });
  clock.now += day;
  expect(await known()).toEqual({ lastQueue: 'cardiology' });
  await visit('eyes');
  clock.now += day;
  expect(await known()).toEqual({ lastQueue: 'eyes' });
});

test.each(databases)('%s: triage passes for a clinic, and hides the one before', async (on) => {
  const { known, visit, clock } = await hospital(on);
  await visit('cardiology');
  clock.now += day;
  await visit('triage');
  clock.now += day;
  expect(await known()).toEqual({ lastQueue: 'cardiology' });
});

test.each(databases)(
  '%s: it is told to another person, another service, or of a card that proves nothing',
  async (on) => {
    const { kiosk, known, visit, portal, database, clock } = await hospital(on);
    await visit('cardiology');
    expect(await known('unknown')).toEqual({});
    expect(await known('valid', 'licence-renewal')).toEqual({});
    // The same person's data, on a card without a key of its own.
    expect(await kiosk.verified('without-dg15')).not.toHaveProperty('known');

    // Nor is it kept of one.
    await database.deleteFrom('last_clinic').execute();
    clock.now += day;
    await visit('cardiology', 'without-dg15');
    expect(await database.selectFrom('last_clinic').select('queue').execute()).toEqual([]);
    // And whoever paid herself went to no clinic of the insured.
    const { verificationId } = await kiosk.verified('expired');
    expect(await kiosk.number(checkInRequest(verificationId, 'self-paid'))).toMatchObject({ status: 201 });
    expect(await database.selectFrom('last_clinic').select('queue').execute()).toEqual([]);
    expect(portal.requests().card).toBeGreaterThan(0);
  },
);

test.each(databases)('%s: today’s appointment is not found, or one that is over with', async (on) => {
  const { known, visit, clock, ...backend } = await hospital(on);
  const counter = await atCounter({ clock, ...backend });
  const at = new Date(clock.now + 3_600_000).toISOString();
  const { personalNumber } = valid;
  await counter.appointment({ queue: 'eyes', at: new Date(clock.now + day).toISOString(), personalNumber });
  expect(await known()).toEqual({});
  await counter.appointment({ queue: 'eyes', at, personalNumber });
  expect(await known()).toEqual({ appointment: { queue: 'eyes', at } });
  expect(await known('unknown')).toEqual({});
  // Nor is it told where she comes for something else.
  expect(await known('valid', 'licence-renewal')).toEqual({});
  await visit('eyes');
  expect(await known()).not.toHaveProperty('appointment');
});

test.each(databases)('%s: a clinic is remembered for longer than the settings say', async (on) => {
  const { known, visit, database, clock } = await hospital(on);
  await visit('cardiology');
  const today = serviceDay(clock.now);
  // The marks of the visit itself say nothing the next day.
  clock.now += day;
  await forgetLastClinics(database, today);
  expect(await known()).toEqual({ lastQueue: 'cardiology' });
  await forgetLastClinics(database, serviceDay(clock.now));
  expect(await known()).toEqual({});
});

test('where somebody went is remembered of a service that has nothing to do with insurance', async () => {
  const services = { 'insurance-check-in': { eligibility: 'none' as const } };
  const { url, database } = await startBackend({ trust: await trustOfCards(), services });
  const kiosk = kioskOf(url);
  await kiosk.numberOf(checkInRequest((await kiosk.verified('valid')).verificationId, 'cardiology'));
  expect(await database.selectFrom('last_clinic').select('queue').execute()).toEqual([]);
  expect((await kiosk.verified('valid')).known).not.toHaveProperty('lastQueue');
});
