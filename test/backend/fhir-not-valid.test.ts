import { expect, test } from 'vitest';
import { startBackend, ticketRequest } from './support/backend.ts';
import { databases } from './support/databases.ts';
import { faultsOf, type AnyResource } from './support/fhir-definitions.ts';
import { checkIn, documentOf, take } from './support/fhir-visits.ts';
import { appointment, conditionOf, fhirSettings, hisOf, hisToken, typedNumber } from './support/fhir.ts';

/** 07:30 on a Monday in Saigon. */
const morning = Date.parse('2026-11-23T00:30:00Z');
const hour = 3_600_000;

test('the validator would find what is wrong', () => {
  const right = { resourceType: 'Encounter', id: 'a', status: 'arrived', class: { code: 'AMB' } };
  expect(faultsOf(right)).toEqual([]);
  for (const wrong of [
    { status: 'here' },
    { status: undefined },
    { id: 'a_b' },
    { identifier: [{ use: 'wrong', value: '1' }] },
    { identifier: [] },
    { period: { start: '22/11/2026' } },
    { subject: { reference: 'Location/a' } },
    { priority: { text: '' } },
    { unknown: true },
  ])
    expect([wrong, faultsOf({ ...right, ...wrong })]).not.toEqual([wrong, []]);

  const reference = 'Patient/a';
  const coverage = {
    ...{ resourceType: 'Coverage', id: 'a', status: 'active', beneficiary: { reference }, payor: [{ reference }] },
    extension: [{ url: 'https://tram.example.vn/a', valueIdentifier: { value: '99001' } }],
  };
  expect(faultsOf(coverage)).toEqual([]);
  for (const wrong of [
    { class: [{ value: 'DN' }] },
    { class: [{ type: { text: 'Mã đối tượng' } }] },
    { identifier: [{ value: 1 }] },
    { period: { start: '01/01/2026' } },
    { extension: [{ valueIdentifier: { value: '99001' } }] },
    { payor: [] },
  ])
    expect([wrong, faultsOf({ ...coverage, ...wrong })]).not.toEqual([wrong, []]);
});

/** Every state that a visit, its insurance and an appointment can be in. */
async function everything(on: (typeof databases)[number]) {
  const backend = await startBackend({ on, fhir: fhirSettings });
  backend.clock.now = morning;
  const his = hisOf(backend.url, hisToken, faultsOf);
  const people: string[] = [];
  const come = async (...[document, how]: [ReturnType<typeof documentOf>, Parameters<typeof checkIn>[2]?]) => {
    people.push(document.personalNumber);
    return checkIn(backend, document, how);
  };

  await his.book(
    appointment('1', new Date(morning + hour).toISOString(), documentOf(1).personalNumber),
    conditionOf('1'),
  );
  await his.book(appointment('2', new Date(morning + hour).toISOString()), conditionOf('2'));
  await come(documentOf(1), {
    insuranceCard: { number: 'DN4990000000001', registeredFacility: '99001', validFrom: '2026-01-01' },
  });
  await come(documentOf(2, { birthDate: '1940', sex: 'unspecified', fullName: 'TRAN<VAN', nameFrom: 'mrz' }), {
    identity: 'unproved',
  });
  await come(documentOf(3, { birthDate: '2022-03' }), { eligibility: { status: 'unverified' } });
  const refused = { queue: 'self-paid' };
  await come(documentOf(4), {
    eligibility: { status: 'expired', maKetQua: '010', validUntil: '2025-09-30' },
    insuranceCard: { number: '0000000004', validFrom: '2025-01-01' },
    ...refused,
  });
  await come(documentOf(5), {
    eligibility: { status: 'not-found', maKetQua: '050', note: 'Không thấy thông tin thẻ' },
    ...refused,
  });
  await come(documentOf(6), {
    eligibility: { status: 'at-counter', maKetQua: '001' },
    insuranceCard: { registeredFacility: '99002', validFrom: '2026-01-01' },
    ...refused,
  });
  await come(documentOf(7), { eligibility: { status: 'mismatch', maKetQua: '060' }, ...refused });
  await come(documentOf(8), { eligibility: { status: 'unverified', maKetQua: '101' }, priority: 'pregnant' });
  for (const state of ['called', 'serving', 'done', 'no-show', 'left', 'waiting'] as const) {
    const { ticketToken } = await take(backend, ticketRequest());
    const at = morning + 60_000;
    await backend.database
      .updateTable('queue_entry')
      .set({
        state,
        changed_at: at,
        ...(state !== 'waiting' && { counter: '5', called_at: at, calls: 1 }),
        ...((state === 'serving' || state === 'done') && { started_at: at }),
        ...((state === 'done' || state === 'left' || state === 'no-show') && { ended_at: at }),
      })
      .where('ticket_token', '=', ticketToken)
      .execute();
  }
  const gone = await his.book(appointment('3', new Date(morning + hour).toISOString()), conditionOf('3'));
  await his.send(`/Appointment/${gone.resource.id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json-patch+json' },
    body: '[{"op":"replace","path":"/status","value":"cancelled"}]',
  });
  const passed = { queue: 'general', service_day: '2026-11-20', at: morning - 72 * hour };
  await backend.database
    .insertInto('appointment')
    .values({ ...passed, code: 'PASSED2222' })
    .execute();
  const { ticketToken } = await take(backend, ticketRequest());
  await backend.database
    .updateTable('queue_entry')
    .set({ state: 'done', started_at: morning, ended_at: morning })
    .where('ticket_token', '=', ticketToken)
    .execute();
  await backend.database
    .insertInto('appointment')
    .values({ ...passed, code: 'SERVED2222', queue: 'cashier', ticket_token: ticketToken })
    .execute();
  return { his, people };
}

/** All that a client can reach from the CapabilityStatement on. */
async function crawl(his: ReturnType<typeof hisOf>, people: readonly string[]): Promise<Map<string, AnyResource>> {
  const found = new Map<string, AnyResource>();
  const keep = (matches: AnyResource[]) => {
    for (const match of matches) found.set(`${match.resourceType}/${match.id}`, match);
  };
  for (const type of ['Encounter', 'Task', 'Appointment', 'HealthcareService', 'Location', 'Organization'])
    for (let next: string | undefined = `/${type}?_count=5`; next !== undefined;) {
      const page = await his.search(next);
      keep(page.matches);
      next = page.next;
    }
  for (const person of people) {
    const { matches } = await his.searchForm('Patient', { 'identifier:of-type': typedNumber(person) });
    keep(matches);
    for (const { id } of matches)
      for (const type of ['Coverage', 'CoverageEligibilityResponse'])
        keep((await his.search(`/${type}?patient=Patient/${id}`)).matches);
  }
  return found;
}

const referencesIn = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, inner]) =>
        name === 'reference' && typeof inner === 'string' ? [inner] : referencesIn(inner),
      );

test.each(databases)(
  '%s: a hospital’s system gets what is not valid, or a reference that leads nowhere',
  async (on) => {
    const { his, people } = await everything(on);
    const found = await crawl(his, people);

    const count = (type: string) => [...found.keys()].filter((name) => name.startsWith(`${type}/`)).length;
    expect({
      Encounter: count('Encounter'),
      Task: count('Task'),
      Patient: count('Patient'),
      Coverage: count('Coverage'),
      CoverageEligibilityResponse: count('CoverageEligibilityResponse'),
      Appointment: count('Appointment'),
    }).toEqual({ Encounter: 15, Task: 15, Patient: 8, Coverage: 6, CoverageEligibilityResponse: 8, Appointment: 5 });
    const statuses = (type: string) =>
      new Set([...found.values()].filter(({ resourceType }) => resourceType === type).map(({ status }) => status));
    expect(statuses('Encounter')).toEqual(new Set(['arrived', 'in-progress', 'onleave', 'finished', 'cancelled']));
    expect(statuses('Task')).toEqual(
      new Set(['requested', 'received', 'in-progress', 'on-hold', 'completed', 'cancelled']),
    );
    expect(statuses('Appointment')).toEqual(new Set(['booked', 'arrived', 'cancelled', 'noshow', 'fulfilled']));

    // `hisOf` has validated each answer. What is read alone is what was found, and whatever it refers to is there.
    for (const [name, resource] of found) {
      expect(await his.read(`/${name}`)).toEqual(resource);
      const contained = (resource.contained as AnyResource[] | undefined) ?? [];
      for (const reference of referencesIn(resource))
        if (reference.startsWith('#')) expect(contained.map(({ id }) => `#${id}`)).toContain(reference);
        else expect([name, [...found.keys()]]).toEqual([name, expect.arrayContaining([reference])]);
    }
  },
);

interface Capability {
  rest: {
    resource: {
      type: string;
      interaction: { code: string }[];
      searchParam?: { name: string }[];
    }[];
  }[];
}

test('the CapabilityStatement tells of something that is not there', async () => {
  const { his, people } = await everything('sqlite');
  const found = await crawl(his, people);
  const { resource: metadata } = await his.send('/metadata');
  const [rest] = (metadata as unknown as Capability).rest;
  expect(rest?.resource.map(({ type }) => type).toSorted()).toEqual(
    [...new Set([...found.values()].map(({ resourceType }) => resourceType))].toSorted(),
  );

  const [encounter] = [...found.values()].filter(({ resourceType }) => resourceType === 'Encounter');
  const values: Record<string, string> = {
    identifier: '2026-11-23-A001',
    date: 'ge2026-11-23',
    patient: `Patient/${encounter?.id}`,
    appointment: 'Appointment/2222222222',
    encounter: `Encounter/${encounter?.id}`,
    owner: 'HealthcareService/general',
    status: 'requested,received',
    _lastUpdated: 'ge2026-11-23T07:00:00%2B07:00',
  };
  for (const { type, searchParam = [] } of rest?.resource ?? [])
    for (const { name } of searchParam) {
      const isPersonal = name === 'patient.identifier' || (type === 'Patient' && name === 'identifier');
      const { status } = isPersonal
        ? await his.send(`/${type}/_search`, {
            method: 'POST',
            headers: { 'content-type': 'application/x-www-form-urlencoded', prefer: 'handling=strict' },
            body: new URLSearchParams({ [name]: people[0] ?? '' }).toString(),
          })
        : await his.send(`/${type}?${name}=${values[name]}`, { headers: { prefer: 'handling=strict' } });
      expect([type, name, status]).toEqual([type, name, 200]);
    }
});
