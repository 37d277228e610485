import { expect, test } from 'vitest';
import { idOf } from '../../src/backend/adapters/fhir/site.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { databases } from './support/databases.ts';
import { givenFrom, leaseOf, report } from './support/emergency.ts';
import { checkIn, documentOf, take } from './support/fhir-visits.ts';
import { appointment, base, conditionOf, fhirSettings, hisOf } from './support/fhir.ts';
import type { AnyResource } from './support/fhir-definitions.ts';
import { signedIn } from './support/staff.ts';

const minute = 60_000;
/** 07:30 on a Monday in Saigon. */
const morning = Date.parse('2026-11-23T00:30:00Z');

/** A hospital's system that asks now and then what changed since it asked last. */
function polling(his: ReturnType<typeof hisOf>, type: string) {
  let since = new Date(morning).toISOString();
  const known = new Map<string, AnyResource>();
  return {
    known,
    async poll(): Promise<AnyResource[]> {
      const told: AnyResource[] = [];
      let first: string | undefined;
      for (let next: string | undefined = `/${type}?_count=2&_lastUpdated=ge${since}`; next !== undefined;) {
        const page = await his.search(next);
        first ??= page.bundle.timestamp;
        told.push(...page.matches);
        next = page.next;
      }
      for (const each of told) known.set(String(each.id), each);
      since = first ?? since;
      return told;
    },
  };
}

test.each(databases)('%s: an appointment, a visit and its calls are not seen by who asks for changes', async (on) => {
  const backend = await startBackend({ on, fhir: fhirSettings });
  const { clock } = backend;
  clock.now = morning;
  const his = hisOf(backend.url);
  const clerk = await signedIn(backend, 'supervisor');
  const person = documentOf(1);

  const start = new Date(morning + 60 * minute).toISOString();
  const booked = await his.book(appointment('HIS-1', start, person.personalNumber), conditionOf('HIS-1'));
  expect(booked).toMatchObject({ status: 201, resource: { status: 'booked', start } });
  const slip = String(booked.headers.get('location')).replace(base, '');

  const visits = polling(his, 'Encounter');
  const tasks = polling(his, 'Task');
  const steps = async (change: () => Promise<unknown>) => {
    clock.now += minute;
    await change();
    // Somebody else's changes come between.
    await take(backend, ticketRequest());
    clock.now += 1;
    const told = await visits.poll();
    await tasks.poll();
    const visit = told.find(({ appointment }) => appointment !== undefined);
    const statuses = [...tasks.known.values()]
      .filter(({ focus }) => (focus as { reference: string }).reference === `Encounter/${visit?.id}`)
      .map(({ status, owner }) => [(owner as { reference: string }).reference.split('/')[1], status]);
    return { status: visit?.status, tasks: Object.fromEntries(statuses) as Record<string, unknown>, visit };
  };

  let number = '';
  const arrived = await steps(async () => {
    ({ number } = await checkIn(backend, person));
  });
  expect(arrived).toMatchObject({ status: 'arrived', tasks: { general: 'requested' } });
  expect(arrived.visit).toMatchObject({
    identifier: [{ value: `2026-11-23-${number}` }, { value: number }],
    class: { code: 'AMB' },
    priority: { coding: [{ code: 'R' }, { code: 'none' }] },
    appointment: [{ reference: slip.slice(1) }],
    subject: { reference: `Patient/${arrived.visit?.id}` },
    period: { start: new Date(morning + minute).toISOString() },
  });
  expect(await his.read(slip)).toMatchObject({ status: 'arrived' });
  expect(await his.read(`/Patient/${arrived.visit?.id}`)).toMatchObject({
    name: [{ text: person.fullName }],
    birthDate: person.birthDate,
    identifier: [{ system: 'http://benhvien.example.vn/sid/cccd', value: person.personalNumber }],
  });

  let entry = '';
  const call = async () => {
    const reply = await clerk.call('POST', '/v1/calls', { queue: 'general', counter: '105a' }, newKey());
    expect(reply).toMatchObject({ status: 201, body: { number } });
    ({ entry } = reply.body as { entry: string });
  };
  const change = (body: unknown) => async () =>
    expect(await clerk.call('POST', `/v1/entries/${entry}/changes`, body, newKey())).toMatchObject({ status: 201 });

  expect(await steps(call)).toMatchObject({ status: 'arrived', tasks: { general: 'received' } });
  expect(await steps(change({ change: 'no-show' }))).toMatchObject({
    status: 'onleave',
    tasks: { general: 'on-hold' },
  });
  expect(await steps(change({ change: 'back' }))).toMatchObject({ status: 'arrived', tasks: { general: 'requested' } });
  const worse = await steps(change({ change: 'priority', priority: 'emergency', reason: 'seen' }));
  expect(worse.visit).toMatchObject({ priority: { coding: [{ code: 'EM' }, { code: 'emergency' }] } });
  await steps(call);
  expect(await steps(change({ change: 'start' }))).toMatchObject({
    status: 'in-progress',
    tasks: { general: 'in-progress' },
    visit: { location: [{ location: { reference: 'Location/counter.105a' }, status: 'active' }] },
  });
  expect(await steps(change({ change: 'finish', next: 'pharmacy' }))).toMatchObject({
    status: 'in-progress',
    tasks: { general: 'completed', pharmacy: 'requested' },
    visit: { serviceType: { coding: [{ code: 'pharmacy' }] } },
  });
  expect(await his.read(slip)).toMatchObject({ status: 'fulfilled' });
});

test.each(databases)('%s: what staff checked afterwards is not heard of', async (on) => {
  const backend = await startBackend({ on, fhir: fhirSettings });
  const { clock } = backend;
  clock.now = morning;
  const his = hisOf(backend.url);
  const { ticketToken } = await checkIn(backend, documentOf(1), {
    identity: 'unproved',
    eligibility: { status: 'unverified' },
  });
  const id = idOf(ticketToken);
  const uncertain = { meta: { security: [{ code: 'UNCERTREL' }] } };
  expect(await his.read(`/Encounter/${id}`)).toMatchObject(uncertain);
  expect(await his.read(`/Patient/${id}`)).toMatchObject(uncertain);
  expect(await his.read(`/Coverage/${id}`)).toMatchObject({ ...uncertain, status: 'draft' });

  clock.now += minute;
  const clerk = await signedIn(backend, 'clerk');
  for (const of of ['identity', 'insurance']) {
    const seen = { check: 'papers', of, outcome: 'sufficient' };
    expect(await clerk.call('POST', `/v1/visits/${ticketToken}/checks`, seen, newKey())).toMatchObject({ status: 201 });
  }
  const { matches } = await his.search(`/Encounter?_lastUpdated=ge${new Date(clock.now).toISOString()}`);
  expect(matches).toMatchObject([{ id }]);
  expect(matches[0]?.meta).toEqual({ lastUpdated: new Date(clock.now).toISOString() });
  expect(await his.read(`/Patient/${id}`)).not.toHaveProperty('meta');
  expect(await his.read(`/Coverage/${id}`)).toMatchObject({ status: 'active' });
});

test.each(databases)('%s: a number that a kiosk gave by itself is told late, and not seen', async (on) => {
  const backend = await startBackend({ on, fhir: fhirSettings });
  const kiosk = kioskOf(backend.url);
  const { clock } = backend;
  const lease = await leaseOf(kiosk);
  const given = givenFrom(lease, { arrivedAt: new Date(clock.now + minute).toISOString() });
  clock.now += 30 * minute;
  const since = new Date(clock.now - minute).toISOString();
  expect(await report(kiosk, given)).toMatchObject({ status: 204 });
  const { matches } = await hisOf(backend.url).search(`/Encounter?_lastUpdated=ge${since}`);
  expect(matches).toMatchObject([{ identifier: [{}, { value: expect.stringMatching(/^X/) as string }] }]);
});

test.each(databases)('%s: a page of a search repeats or loses somebody', async (on) => {
  const backend = await startBackend({ on, fhir: fhirSettings });
  backend.clock.now = morning;
  const his = hisOf(backend.url);
  const given = new Set<string>();
  for (let taken = 0; taken < 11; taken += 1) given.add((await take(backend, ticketRequest())).number);
  for (const count of [1, 3, 11, 200]) {
    const seen: unknown[] = [];
    for (let next: string | undefined = `/Encounter?date=2026-11-23&_count=${count}`; next !== undefined;) {
      const page = await his.search(next);
      seen.push(...page.matches.map(({ identifier }) => (identifier as { value: string }[])[1]?.value));
      next = page.next;
    }
    expect(seen.toSorted()).toEqual([...given].toSorted());
  }
  expect((await his.search('/Encounter?date=2026-11-24')).matches).toEqual([]);
  expect((await his.search('/Encounter?date=le2026-11-22')).matches).toEqual([]);
  const [number] = [...given];
  expect((await his.search(`/Encounter?identifier=2026-11-23-${number}`)).matches).toHaveLength(1);
  expect((await his.search(`/Encounter?identifier=${base}/sid/number|2026-11-23-${number}`)).matches).toHaveLength(1);
  expect((await his.search(`/Encounter?identifier=${number}&date=2026-11-23`)).matches).toHaveLength(1);
  expect((await his.search(`/Encounter?identifier=${number}&date=2026-11-22`)).matches).toHaveLength(0);
  expect((await his.search(`/Encounter?identifier=2026-11-22-${number}`)).matches).toHaveLength(0);
  expect((await his.search(`/Encounter?identifier=http://other|2026-11-23-${number}`)).matches).toHaveLength(0);
});
