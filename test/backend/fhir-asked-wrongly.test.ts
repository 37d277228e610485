import { expect, test } from 'vitest';
import { usualLimits } from '../../src/backend/limits.ts';
import { idOf, tokenOf } from '../../src/backend/adapters/fhir/site.ts';
import { newToken } from '../../src/backend/tokens.ts';
import { startBackend, ticketRequest } from './support/backend.ts';
import { databases } from './support/databases.ts';
import { faultsOf } from './support/fhir-definitions.ts';
import { checkIn, documentOf, take } from './support/fhir-visits.ts';
import { appointment, fhirSettings, hisOf, hisToken, typedNumber } from './support/fhir.ts';

const fhirJson = { 'content-type': 'application/fhir+json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

test('somebody without a system’s own token reads a visit', async () => {
  const { url } = await startBackend({ fhir: fhirSettings });
  const paths = ['/Encounter', '/Patient/a', '/Task?status=requested', '/nothing', '/'];
  for (const token of [
    '',
    'h'.repeat(42),
    'h'.repeat(44),
    'x'.repeat(43),
    `${hisToken} x`,
    fhirSettings.systems[1]?.tokenSha256,
  ])
    for (const path of paths) {
      const answer = await hisOf(url, token, faultsOf).send(path);
      expect([token, path, answer.status, answer.resource.resourceType]).toEqual([
        token,
        path,
        401,
        'OperationOutcome',
      ]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  expect((await hisOf(url, '').send('/metadata')).status).toBe(200);
  expect((await fetch(`${url}/v1/queues`, { headers: { authorization: `Bearer ${hisToken}` } })).status).toBe(401);
});

test('a server that was told of no system answers FHIR all the same', async () => {
  const { url } = await startBackend();
  const answer = await fetch(`${url}/fhir/R4/metadata`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
});

test('what is refused is told in another form than FHIR’s', async () => {
  const { url } = await startBackend({ fhir: fhirSettings, limits: { ...usualLimits, address: 60 } });
  const his = hisOf(url, hisToken, faultsOf);
  const long = JSON.stringify(appointment('1', '2026-11-23T09:00:00+07:00')).replace(
    '{',
    `{"comment":"${'x'.repeat(70_000)}",`,
  );
  const asked: [number, string, Parameters<typeof his.send>[1]?][] = [
    [404, '/Encounter/absent'],
    [404, '/Encounter/..%2F..%2Fetc'],
    [404, '/Encounter/%00'],
    [404, '/Observation'],
    [404, '/Encounter/a', { method: 'DELETE' }],
    [404, '/Encounter', { method: 'POST', headers: fhirJson, body: '{}' }],
    [406, '/Encounter', { headers: { accept: 'application/fhir+xml' } }],
    [406, '/Encounter?_format=xml'],
    [414, `/Encounter?identifier=${'1'.repeat(2_000)}`],
    [415, '/Encounter/_search', { method: 'POST', headers: fhirJson, body: '{}' }],
    [415, '/Appointment', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }],
    [415, '/Appointment', { method: 'POST', headers: form, body: 'a=b' }],
    [415, '/Appointment/A', { method: 'PATCH', headers: fhirJson, body: '[]' }],
    [400, '/Appointment', { method: 'POST', headers: fhirJson, body: '{"resourceType":' }],
    [400, '/Appointment', { method: 'POST', headers: fhirJson, body: '{"a":1,"a":2}' }],
    [400, '/Appointment', { method: 'POST', headers: fhirJson, body: '' }],
    [413, '/Appointment', { method: 'POST', headers: fhirJson, body: long }],
    [
      428,
      '/Appointment',
      { method: 'POST', headers: fhirJson, body: JSON.stringify(appointment('1', '2099-11-23T09:00:00Z')) },
    ],
    [400, '/Encounter?date=yesterday'],
    [400, '/Encounter?date=2026-13-01'],
    [400, '/Encounter?date=gt2026-11-01'],
    [400, '/Encounter?_count=0'],
    [400, '/Encounter?_count=x'],
    [400, '/Encounter?page=1'],
    [400, '/Encounter?_lastUpdated=2026-11-23'],
    [400, '/Encounter?_lastUpdated=ge2026-11-23T07:00:00+07:00'],
    [400, '/Encounter?identifier=a&identifier=b'],
    [400, '/Encounter?patient=Patient/a_b'],
    [400, '/Encounter?patient:missing=true'],
    [400, '/Coverage'],
    [400, '/Encounter?name=x', { headers: { prefer: 'handling=strict' } }],
  ];
  for (const [status, path, sent] of asked) {
    const answer = await his.send(path, sent);
    expect([path, answer.status, answer.resource.resourceType]).toEqual([path, status, 'OperationOutcome']);
    expect(answer.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
  }
  let last = await his.send('/Organization');
  while (last.status === 200) last = await his.send('/Organization');
  expect([last.status, last.resource.resourceType]).toEqual([429, 'OperationOutcome']);
  expect(last.headers.get('retry-after')).not.toBeNull();
});

test('a parameter that the façade does not know changes what is found, and nobody is told', async () => {
  const backend = await startBackend({ fhir: fhirSettings });
  await take(backend, ticketRequest());
  const { matches, bundle } = await hisOf(backend.url).search('/Encounter?practitioner=x&_sort=-date');
  expect(matches).toHaveLength(1);
  expect(bundle.entry.at(-1)).toMatchObject({
    search: { mode: 'outcome' },
    resource: { issue: [{ severity: 'warning', diagnostics: 'Ignored parameters: practitioner, _sort' }] },
  });
  expect(bundle.link).toEqual([{ relation: 'self', url: `${fhirSettings.url}/Encounter` }]);
});

test.each(databases)('%s: a person’s number stands in a URL, or a person is read unnoticed', async (on) => {
  const backend = await startBackend({ on, fhir: fhirSettings });
  const his = hisOf(backend.url);
  const person = documentOf(1);
  const { ticketToken } = await checkIn(backend, person);
  const id = idOf(ticketToken);
  await checkIn(backend, documentOf(2));

  for (const path of [
    `/Patient?identifier=${person.personalNumber}`,
    `/Patient?identifier:of-type=${encodeURIComponent(typedNumber(person.personalNumber))}`,
    `/Encounter?patient.identifier=${person.personalNumber}`,
  ]) {
    const answer = await his.send(path);
    expect(answer).toMatchObject({ status: 400, resource: { issue: [{ code: 'security' }] } });
    expect(JSON.stringify(answer.resource)).not.toContain(person.personalNumber);
  }
  const mixed = { method: 'POST', headers: form, body: '' };
  expect(await his.send(`/Patient/_search?identifier=${person.personalNumber}`, mixed)).toMatchObject({ status: 400 });
  expect(await backend.database.selectFrom('audit_record').selectAll().execute()).toEqual([]);

  const byNumber = [
    { 'patient.identifier': person.personalNumber },
    { 'patient.identifier': `http://benhvien.example.vn/sid/cccd|${person.personalNumber}` },
    { 'patient.identifier:of-type': typedNumber(person.personalNumber) },
  ];
  for (const search of byNumber) {
    const { matches, bundle } = await his.searchForm('Encounter', search);
    expect(matches).toMatchObject([{ id }]);
    expect(JSON.stringify(bundle)).not.toContain(person.personalNumber);
  }
  for (const search of [
    { 'patient.identifier': `http://other|${person.personalNumber}` },
    { 'patient.identifier:of-type': typedNumber(person.personalNumber).replace('NI', 'MR') },
    { 'patient.identifier': documentOf(3).personalNumber },
    { 'patient.identifier': person.personalNumber, date: '2026-01-01' },
  ])
    expect((await his.searchForm('Encounter', search)).matches).toEqual([]);
  const years = { 'patient.identifier': person.personalNumber, date: 'ge2020-01-01' };
  expect(
    await his.send('/Encounter/_search', {
      method: 'POST',
      headers: form,
      body: new URLSearchParams(years).toString(),
    }),
  ).toMatchObject({ status: 400 });

  expect((await his.searchForm('Patient', { identifier: person.personalNumber })).matches).toMatchObject([{ id }]);
  for (const type of ['Patient', 'Coverage', 'CoverageEligibilityResponse']) await his.read(`/${type}/${id}`);
  await his.read(`/Encounter/${id}`);
  await his.send('/Patient/absent');
  // What PostgreSQL cannot even look for.
  expect(await his.send('/Patient/%00')).toMatchObject({ status: 404 });
  expect(await his.send('/Appointment?identifier=%00')).toMatchObject({ status: 400 });
  const noted = await backend.database
    .selectFrom('audit_record')
    .select(['actor', 'action', 'subject'])
    .orderBy('id')
    .execute();
  const searched = { actor: 'system his', action: 'person-searched' };
  const read = { actor: 'system his', action: 'person-read' };
  expect(noted).toEqual([
    ...Array.from({ length: 3 }, () => ({ ...searched, subject: ticketToken })),
    ...Array.from({ length: 4 }, () => ({ ...searched, subject: 'nobody' })),
    { ...searched, subject: ticketToken },
    ...Array.from({ length: 3 }, () => ({ ...read, subject: ticketToken })),
    { ...read, subject: 'nobody' },
  ]);
});

test('a number of a visit without a card leads to a person', async () => {
  const backend = await startBackend({ fhir: fhirSettings });
  const his = hisOf(backend.url);
  const id = idOf((await take(backend, ticketRequest())).ticketToken);
  expect(await his.read(`/Encounter/${id}`)).not.toHaveProperty('subject');
  for (const type of ['Patient', 'Coverage', 'CoverageEligibilityResponse'])
    expect(await his.send(`/${type}/${id}`)).toMatchObject({ status: 404 });
});

test('two ids lead to one visit, or an id to none', () => {
  for (const token of ['-'.repeat(22), '_'.repeat(22), '-_du'.repeat(5), ...Array.from({ length: 500 }, newToken)]) {
    expect(idOf(token)).toMatch(/^[A-Za-z0-9-]{1,64}$/);
    expect(tokenOf(idOf(token))).toBe(token);
  }
  for (const none of ['a-b', 'a-', '-', 'a.b'])
    expect([none, tokenOf(none)]).toEqual([none, none === 'a.b' ? 'a.b' : '']);
});
