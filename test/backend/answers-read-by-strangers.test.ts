import { expect, test } from 'vitest';
import { auditRecordsSchema } from '../../src/contract/audit-records.ts';
import type { NumberRequest } from '../../src/contract/backend-api.ts';
import { visitAnswersSchema } from '../../src/contract/checks.ts';
import { serviceDay } from '../../src/contract/queue.ts';
import { roleSchema } from '../../src/contract/staff.ts';
import { transact } from '../../src/backend/store/database.ts';
import { forgetVisits } from '../../src/backend/store/forget-visits.ts';
import { changeVisit, findVisits } from '../../src/backend/store/visits.ts';
import { kioskOf, newKey, startBackend } from './support/backend.ts';
import { databases, type DatabaseKind } from './support/databases.ts';
import { checkedAt } from './support/issuing.ts';
import { pageOf, signedIn } from './support/staff.ts';

/** A Thursday. */
const noon = Date.parse('2026-11-26T12:00:00+07:00');
const photo = Buffer.from([0xff, 0xd8, 0xff, 0xd9]).toString('base64');

const answers = {
  begin: 'yes',
  'licence-number': '990151000017',
  'licence-class': 'B',
  'licence-expiry': '2026-12-12',
  reason: 'expiring',
  'health-certificate': 'register',
  photo: 'taken',
  delivery: 'post',
  address: 'Số 1 Đường Mẫu',
  consent: 'yes',
};

const request = (verificationId: string): NumberRequest => ({
  service: 'licence-renewal',
  queue: 'licence-desk',
  verificationId,
  priority: 'none',
  answers,
  photo,
});

async function renewed(on: DatabaseKind = 'sqlite') {
  const backend = await startBackend({ on });
  const { url, database, sealing, clock } = backend;
  clock.now = noon;
  const read = { kiosk: 'kiosk-1', person: 1, now: noon, service: 'licence-renewal' };
  const number = await kioskOf(url).numberOf(request(await checkedAt(database, sealing, read)));
  const path = `/v1/visits/${number.ticketToken}/answers`;
  const audited = async () => {
    const administrator = await signedIn(backend, 'administrator');
    const { records } = auditRecordsSchema.parse((await administrator.call('GET', '/v1/audit-records')).body);
    return records.filter(({ action }) => action === 'answers-read');
  };
  return { ...backend, number, path, audited };
}

test.each(databases)(
  '%s: who serves her reads what she said in the words that she reviewed it in, and that is noted',
  async (on) => {
    const backend = await renewed(on);
    const { number, path, audited } = backend;
    const readers = [await signedIn(backend, 'clerk'), await signedIn(backend, 'supervisor')];
    for (const reader of readers) {
      const { status, body } = await reader.call('GET', path);
      expect(status).toBe(200);
      const told = visitAnswersSchema.parse(body);
      expect(told).toMatchObject({ number: number.number, maskedName: 'N. MẪU', photo, dossier: number.dossier });
      expect(told.service.vi).toBe('Đổi giấy phép lái xe');
      expect(told.answers.map(({ title, answer }) => [title.vi, answer.vi])).toEqual([
        ['Số giấy phép', '990151000017'],
        ['Hạng', 'B'],
        ['Có giá trị đến', '12/12/2026'],
        ['Lý do đổi', 'Sắp hết hạn hoặc đã hết hạn'],
        ['Giấy khám sức khoẻ', 'Có trên hệ thống'],
        ['Ảnh chân dung', 'Đã chụp'],
        ['Nhận giấy phép', 'Gửi bưu điện về nhà'],
        ['Địa chỉ nhận', 'Số 1 Đường Mẫu'],
        ['Xem lại và đồng ý', 'Đồng ý'],
      ]);
    }
    const noted = readers.map(({ staff }) => ({ actor: staff, subject: number.ticketToken, outcome: 'done' }));
    expect(await audited()).toMatchObject(noted.toReversed());
  },
);

test('nobody else reads it: no other role, nobody who is not signed in here, no kiosk', async () => {
  const backend = await renewed();
  const { url, path, audited } = backend;
  for (const role of roleSchema.exclude(['clerk', 'supervisor']).options)
    expect(await (await signedIn(backend, role)).call('GET', path)).toMatchObject({
      status: 403,
      body: { code: 'BACKEND_REFUSED' },
    });
  const elsewhere = await signedIn(await startBackend(), 'clerk');
  const unknown = { status: 401, body: { code: 'SIGN_IN_REFUSED' } };
  expect(await pageOf(url, elsewhere.token).call('GET', path)).toMatchObject(unknown);
  expect(await pageOf(url).call('GET', path)).toMatchObject(unknown);
  expect(await kioskOf(url).call('GET', path)).toMatchObject(unknown);
  const clerk = await signedIn(backend, 'clerk');
  expect(await clerk.call('GET', `/v1/visits/${newKey()}/answers`)).toMatchObject({ status: 404 });
  expect(await audited()).toEqual([]);
});

test.each(databases)(
  '%s: a portrait lies readable in the database, or is lost where an older server kept it',
  async (on) => {
    const backend = await renewed(on);
    const { database, sealing, number, path } = backend;
    const [visit] = await findVisits(database, sealing, [number.ticketToken]);
    expect(visit?.request).not.toHaveProperty('photo');
    const [row] = await database.selectFrom('visit_photo').selectAll().execute();
    expect(row?.sealed.includes(photo)).toBe(false);
    expect(sealing.open(`photo ${number.ticketToken}`, row?.sealed ?? Buffer.alloc(0))).toBe(photo);

    // As a server before this one left it.
    await database.deleteFrom('visit_photo').execute();
    if (!visit) throw new Error('no visit');
    const before = { ...visit, request: { ...visit.request, photo } };
    await transact(database, (transaction) =>
      changeVisit(transaction, sealing, before, { unverified: false, at: noon }),
    );
    const clerk = await signedIn(backend, 'clerk');
    expect(await clerk.call('GET', path)).toMatchObject({ status: 200, body: { photo } });
  },
);

test('answers that nobody could show again are let in, or hide the others that were let in before', async () => {
  const backend = await renewed();
  const { url, database, sealing, number, path } = backend;
  const full = Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`question-${index}`, 'yes']));
  const id = await checkedAt(database, sealing, { kiosk: 'kiosk-1', person: 2, now: noon, service: 'licence-renewal' });
  for (const answers of [{ reason: '' }, { '': 'damaged' }, full]) {
    const refused = { ...request(id), answers };
    expect(await kioskOf(url).number(refused)).toMatchObject({ status: 400 });
  }
  // As a server before this one left it.
  const [visit] = await findVisits(database, sealing, [number.ticketToken]);
  if (!visit) throw new Error('no visit');
  const before = { ...visit, request: { ...visit.request, answers: { ...full, '': 'damaged', reason: '' } } };
  await transact(database, (transaction) => changeVisit(transaction, sealing, before, { unverified: false, at: noon }));
  const { status, body } = await (await signedIn(backend, 'clerk')).call('GET', path);
  expect(status).toBe(200);
  expect(visitAnswersSchema.parse(body).answers).toHaveLength(43);
});

test.each(databases)(
  '%s: a dossier is kept until the day of its result, with its portrait, and no longer',
  async (on) => {
    const { database, number } = await renewed(on);
    const kept = async (today: string) => {
      await forgetVisits(database, today);
      const visits = await database.selectFrom('visit').select('ticket_token').execute();
      const photos = await database.selectFrom('visit_photo').select('ticket_token').execute();
      return [visits.length, photos.length];
    };
    expect(number.dossier?.resultOn).toBe('2026-12-03');
    expect(await kept(serviceDay(noon + 86_400_000))).toEqual([1, 1]);
    expect(await kept('2026-12-03')).toEqual([1, 1]);
    expect(await kept('2026-12-04')).toEqual([0, 0]);
  },
);
