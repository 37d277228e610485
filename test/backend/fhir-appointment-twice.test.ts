import { expect, test } from 'vitest';
import { idOf } from '../../src/backend/adapters/fhir/site.ts';
import { newKey, startBackend } from './support/backend.ts';
import { databases } from './support/databases.ts';
import { checkIn, documentOf } from './support/fhir-visits.ts';
import { appointment, base, conditionOf, fhirSettings, hisOf, labToken } from './support/fhir.ts';
import { signedIn } from './support/staff.ts';

/** 07:30 on a Monday in Saigon. */
const morning = Date.parse('2026-11-23T00:30:00Z');
const start = '2026-11-23T09:00:00+07:00';

async function hospital(on: (typeof databases)[number]) {
  const backend = await startBackend({ on, fhir: fhirSettings });
  backend.clock.now = morning;
  return { backend, his: hisOf(backend.url) };
}

const cancelled = (code: string) => ({ ...appointment('1', start), id: code, status: 'cancelled' });
const fhirJson = { 'content-type': 'application/fhir+json' };

test.each(databases)('%s: an appointment whose answer was lost is made a second time', async (on) => {
  const { backend, his } = await hospital(on);
  const asked = Array.from({ length: 8 }, () => his.book(appointment('HIS-1', start), conditionOf('HIS-1')));
  const answers = await Promise.all(asked);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
  expect((await his.search('/Appointment?date=2026-11-23')).matches).toHaveLength(1);
  const [{ resource } = { resource: undefined }] = answers;
  const byTheirs = `/Appointment?identifier=http://benhvien.example.vn/sid/lich-hen|HIS-1`;
  for (const search of [
    byTheirs,
    `/Appointment?identifier=${base}/sid/appointment|${resource?.id}`,
    `/Appointment?identifier=${resource?.id}`,
  ])
    expect((await his.search(search)).matches).toEqual([resource]);
  const noted = await backend.database.selectFrom('audit_record').select(['actor', 'action', 'subject']).execute();
  expect(noted).toEqual([{ actor: 'system his', action: 'appointment-made', subject: `appointment ${resource?.id}` }]);
});

test.each(databases)('%s: an appointment is cancelled twice, or after the person came', async (on) => {
  const { backend, his } = await hospital(on);
  const make = async (value: string, person?: string) =>
    String((await his.book(appointment(value, start, person), conditionOf(value))).resource.id);
  const put = (code: string, body: unknown) =>
    his.send(`/Appointment/${code}`, { method: 'PUT', headers: fhirJson, body: JSON.stringify(body) });
  const patch = (code: string, value = 'cancelled') =>
    his.send(`/Appointment/${code}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json-patch+json' },
      body: JSON.stringify([{ op: 'replace', path: '/status', value }]),
    });

  const first = await make('1');
  for (let tries = 0; tries < 2; tries += 1)
    expect(await put(first, cancelled(first))).toMatchObject({ status: 200, resource: { status: 'cancelled' } });
  const second = await make('2');
  expect(await patch(second, 'booked')).toMatchObject({ status: 422 });
  expect(await patch(second)).toMatchObject({ status: 200, resource: { status: 'cancelled' } });
  for (const absent of ['ABSENT2222', '%00']) expect(await patch(absent)).toMatchObject({ status: 404 });
  // Another time is another appointment; and the URL is not overruled by the body.
  const third = await make('3');
  expect(await put(third, { ...cancelled(third), status: 'booked' })).toMatchObject({ status: 422 });
  expect(await put(third, cancelled(first))).toMatchObject({ status: 400 });
  expect(await his.read(`/Appointment/${third}`)).toMatchObject({ status: 'booked' });

  const person = documentOf(1);
  const used = await make('4', person.personalNumber);
  await checkIn(backend, person);
  expect(await patch(used)).toMatchObject({ status: 409 });
  expect(await his.read(`/Appointment/${used}`)).toMatchObject({ status: 'arrived' });
  // A cancelled one brings nobody forward.
  const other = documentOf(2);
  const gone = await make('5', other.personalNumber);
  await patch(gone);
  const { ticketToken } = await checkIn(backend, other);
  expect(await his.read(`/Encounter/${idOf(ticketToken)}`)).not.toHaveProperty('appointment');

  backend.clock.now += 24 * 3_600_000;
  expect(await his.read(`/Appointment/${third}`)).toMatchObject({ status: 'noshow' });
});

test.each(databases)('%s: an appointment that was cancelled is booked again under the same identifier', async (on) => {
  const { his } = await hospital(on);
  const book = () => his.book(appointment('HIS-1', start), conditionOf('HIS-1'));
  const first = (await book()).resource.id ?? '';
  await his.send(`/Appointment/${first}`, { method: 'PUT', headers: fhirJson, body: JSON.stringify(cancelled(first)) });

  const answers = await Promise.all([book(), book(), book()]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 201]);
  const second = answers[0].resource.id;
  expect(answers.map(({ resource }) => resource)).toEqual(
    Array.from({ length: 3 }, () => expect.objectContaining({ id: second, status: 'booked' }) as unknown),
  );
  expect(second).not.toBe(first);
  expect(await his.read(`/Appointment/${first}`)).toMatchObject({ status: 'cancelled' });
  const { matches } = await his.search('/Appointment?identifier=http://benhvien.example.vn/sid/lich-hen|HIS-1');
  expect(matches.map(({ id, status }) => [id, status]).toSorted()).toEqual(
    [
      [first, 'cancelled'],
      [second, 'booked'],
    ].toSorted(),
  );
});

test.each(databases)('%s: a system cancels what another one, or the desk, has made', async (on) => {
  const { backend, his } = await hospital(on);
  const lab = hisOf(backend.url, labToken);
  const clerk = await signedIn(backend, 'clerk');
  const desk = await clerk.call('POST', '/v1/appointments', { queue: 'general', at: '2026-11-23T02:00:00Z' }, newKey());
  expect(desk).toMatchObject({ status: 201 });
  const ofDesk = (desk.body as { code: string }).code;
  const ofHis = (await his.book(appointment('1', start), conditionOf('1'))).resource.id ?? '';

  const put = (by: typeof his, code: string) =>
    by.send(`/Appointment/${code}`, { method: 'PUT', headers: fhirJson, body: JSON.stringify(cancelled(code)) });
  const patch = (by: typeof his, code: string) =>
    by.send(`/Appointment/${code}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json-patch+json' },
      body: '[{"op":"replace","path":"/status","value":"cancelled"}]',
    });
  for (const refused of [put(lab, ofHis), patch(lab, ofHis), put(his, ofDesk), patch(lab, ofDesk)])
    expect(await refused).toMatchObject({
      status: 403,
      resource: { resourceType: 'OperationOutcome', issue: [{ code: 'forbidden' }] },
    });
  // Asked for under the same identifier it is found, and is not the other's for that.
  expect(await lab.book(appointment('1', start), conditionOf('1'))).toMatchObject({
    status: 200,
    resource: { id: ofHis },
  });
  expect(await patch(lab, ofHis)).toMatchObject({ status: 403 });
  for (const code of [ofHis, ofDesk])
    expect(await lab.read(`/Appointment/${code}`)).toMatchObject({ status: 'booked' });

  const tried = await backend.database
    .selectFrom('audit_record')
    .select(['actor', 'outcome'])
    .where('action', '=', 'appointment-cancelled')
    .where('subject', '=', `appointment ${ofHis}`)
    .execute();
  expect(tried).toEqual(Array.from({ length: 3 }, () => ({ actor: 'system lab', outcome: 'refused' })));

  expect(await patch(his, ofHis)).toMatchObject({ status: 200, resource: { status: 'cancelled' } });
  expect(await patch(lab, ofHis)).toMatchObject({ status: 403 });
  expect(await clerk.call('DELETE', `/v1/appointments/${ofDesk}`)).toMatchObject({ status: 204 });
});

test('an appointment is taken that the centre cannot keep', async () => {
  const { his } = await hospital('sqlite');
  const right = appointment('1', start, documentOf(1).personalNumber);
  const [queue, patient] = right.participant;
  const wrongs: [unknown, number][] = [
    [{ ...right, status: 'proposed' }, 422],
    [{ ...right, start: '2026-11-22T09:00:00+07:00' }, 422],
    [{ ...right, start: '2026-11-23' }, 422],
    [{ ...right, start: undefined }, 422],
    [{ ...right, participant: [patient] }, 422],
    [{ ...right, participant: [queue, queue] }, 422],
    [{ ...right, participant: [{ actor: { reference: 'HealthcareService/absent' }, status: 'accepted' }] }, 422],
    [{ ...right, participant: [queue, patient, patient] }, 422],
    [{ ...right, participant: [queue, { actor: { reference: 'Patient/a' }, status: 'accepted' }] }, 422],
    [appointment('1', start, '12345'), 422],
    [{ ...right, modifierExtension: [{ url: 'http://example.vn/not', valueBoolean: true }] }, 422],
    [{ ...right, implicitRules: 'http://example.vn/rules' }, 422],
    [{ ...right, resourceType: 'Patient' }, 422],
    [[], 422],
    [{ ...right, identifier: [{ value: '1' }] }, 412],
    [{ ...right, identifier: [{ system: 'http://other', value: '1' }] }, 412],
  ];
  for (const [body, status] of wrongs) {
    const answer = await his.book(body, conditionOf('1'));
    expect([body, answer.status, answer.resource.resourceType]).toEqual([body, status, 'OperationOutcome']);
    expect(JSON.stringify(answer.resource)).not.toContain(documentOf(1).personalNumber);
  }
  expect(await his.book(right)).toMatchObject({ status: 428 });
  expect(await his.book(right, 'identifier=a|b&status=booked')).toMatchObject({ status: 412 });
  expect((await his.search('/Appointment')).matches).toEqual([]);
  const reference = `${base}/HealthcareService/general`;
  const whole = { ...right, participant: [{ actor: { reference }, status: 'accepted' }, patient] };
  expect(await his.book(whole, conditionOf('1'))).toMatchObject({ status: 201 });
});
