import { expect, test } from 'vitest';
import { addStaff, findStaff } from '../../src/backend/store/staff.ts';
import { transact } from '../../src/backend/store/database.ts';
import { roleSchema } from '../../src/contract/staff.ts';
import { scryptHash } from '../../src/scrypt.ts';
import { newKey, startBackend } from './support/backend.ts';
import { databases, type DatabaseKind } from './support/databases.ts';
import { pageOf, signedIn } from './support/staff.ts';

const minute = 60_000;
const current = '/v1/staff-sessions/current';

async function start(on: DatabaseKind = 'sqlite') {
  const backend = await startBackend({ on });
  return {
    ...backend,
    administrator: await signedIn(backend, 'administrator'),
    clerk: await signedIn(backend, 'clerk'),
  };
}

const over = { status: 401, body: { code: 'SIGN_IN_REFUSED' } };

test.each(databases)('%s: a counter that nobody used for an hour is closed, one in use after twelve', async (on) => {
  const { clock, administrator, clerk } = await start(on);
  clock.now += 59 * minute;
  expect(await clerk.call('GET', current)).toMatchObject({ status: 200, body: { role: 'clerk' } });
  clock.now += 59 * minute;
  expect(await clerk.call('GET', current)).toMatchObject({ status: 200 });
  expect(await administrator.call('GET', current)).toMatchObject(over);
  clock.now += 60 * minute;
  expect(await clerk.call('GET', current)).toMatchObject(over);

  const { clock: other, clerk: busy } = await start(on);
  const began = other.now;
  for (let hour = 0; hour < 11; hour += 1) {
    other.now += 55 * minute;
    expect(await busy.call('GET', current)).toMatchObject({ status: 200 });
  }
  other.now = began + 12 * 60 * minute - 1;
  await busy.call('GET', current);
  other.now += 1;
  expect(await busy.call('GET', current)).toMatchObject(over);
});

test('who signs out is out, though somebody kept the cookie', async () => {
  const { clerk } = await start();
  const out = await clerk.call('DELETE', current);
  expect(out).toMatchObject({ status: 204 });
  expect(out.headers.get('set-cookie')).toMatch(/^tram-staff=; .*Expires=Thu, 01 Jan 1970/);
  expect(await clerk.call('GET', current)).toMatchObject(over);
});

test.each(databases)('%s: a disabled account is out at once, and a changed role holds at once', async (on) => {
  const { administrator, clerk } = await start(on);
  const account = `/v1/staff/${clerk.staff}`;
  expect(await clerk.call('GET', '/v1/staff')).toMatchObject({ status: 403, body: { code: 'BACKEND_REFUSED' } });
  expect(await administrator.call('PATCH', account, { role: 'administrator' })).toMatchObject({ status: 204 });
  expect(await clerk.call('GET', '/v1/staff')).toMatchObject({ status: 200 });
  expect(await administrator.call('PATCH', account, { disabled: true })).toMatchObject({ status: 204 });
  expect(await clerk.call('GET', '/v1/staff')).toMatchObject(over);
  expect(await administrator.call('PATCH', account, { disabled: false })).toMatchObject({ status: 204 });
  expect(await clerk.call('GET', current)).toMatchObject(over);
  const { body } = await administrator.call('GET', '/v1/staff');
  expect(body).toMatchObject({ staff: [{ role: 'administrator' }, { staff: clerk.staff, name: 'Cán bộ mẫu clerk' }] });
  expect(await administrator.call('PATCH', '/v1/staff/no.such', { disabled: true })).toMatchObject({ status: 404 });
});

test('an administrator cannot take her own account away', async () => {
  const { administrator } = await start();
  for (const change of [{ disabled: true }, { role: 'clerk' }, { password: 'mật khẩu mới nhé' }])
    expect(await administrator.call('PATCH', `/v1/staff/${administrator.staff}`, change)).toMatchObject({
      status: 409,
    });
  expect(await administrator.call('GET', '/v1/staff')).toMatchObject({ status: 200 });
});

test('only administrators make and change accounts', async () => {
  const backend = await startBackend();
  const account = { staff: 'new.one', name: 'Người mới', role: 'administrator', password: 'mật khẩu mới nhé' };
  for (const role of roleSchema.options.filter((role) => role !== 'administrator')) {
    const page = await signedIn(backend, role);
    expect(await page.call('POST', '/v1/staff', account, newKey())).toMatchObject({ status: 403 });
    expect(await page.call('PATCH', `/v1/staff/${page.staff}`, { role: 'administrator' })).toMatchObject({
      status: 403,
    });
  }
  expect(await findStaff(backend.database, backend.sealing, 'new.one')).toBeUndefined();
});

test.each(databases)('%s: a password that another set opens nothing but its own change', async (on) => {
  const { url, administrator, database } = await start(on);
  const account = { staff: 'new.one', name: 'Người mới', role: 'supervisor', password: 'mật khẩu tạm thời' };
  const key = newKey();
  const add = () => administrator.call('POST', '/v1/staff', account, key);
  expect(await add()).toMatchObject({ status: 201, body: { staff: 'new.one' } });
  expect(await add()).toMatchObject({ status: 201, body: { staff: 'new.one' } });
  expect(await administrator.call('POST', '/v1/staff', account, newKey())).toMatchObject({ status: 409 });

  const signIn = async (password: string) => {
    const reply = await pageOf(url).call('POST', '/v1/staff-sessions', { staff: 'new.one', password });
    const [, token] = /^tram-staff=([\w-]{22})/.exec(reply.headers.get('set-cookie') ?? '') ?? [];
    return { ...reply, page: pageOf(url, token) };
  };
  const first = await signIn(account.password);
  const second = await signIn(account.password);
  expect(first.body).toMatchObject({ role: 'supervisor', passwordOnce: true });
  expect(await first.page.call('GET', '/v1/staff')).toMatchObject({ status: 403, body: { code: 'PASSWORD_ONE_TIME' } });

  const change = (currentOne: string, password: string) =>
    first.page.call('PUT', `${current}/password`, { current: currentOne, password });
  expect(await change('không phải', 'mật khẩu của tôi')).toMatchObject(over);
  expect(await change(account.password, 'ngắn')).toMatchObject({ status: 400 });
  expect(await change(account.password, account.password)).toMatchObject({ status: 400 });
  expect(await change(account.password, account.password.normalize('NFD'))).toMatchObject({ status: 400 });
  expect(await change(account.password, 'mật khẩu của tôi')).toMatchObject({ status: 204 });
  expect(await first.page.call('GET', current)).toMatchObject({ status: 200, body: { passwordOnce: false } });
  expect(await second.page.call('GET', current)).toMatchObject(over);
  expect(await signIn(account.password)).toMatchObject({ status: 401 });
  expect(await signIn('mật khẩu của tôi')).toMatchObject({ status: 201, body: { passwordOnce: false } });

  // Forgotten: the administrator sets one, and whoever was signed in is out.
  expect(await administrator.call('PATCH', '/v1/staff/new.one', { password: 'mật khẩu tạm khác' })).toMatchObject({
    status: 204,
  });
  expect(await first.page.call('GET', current)).toMatchObject(over);
  expect(await signIn('mật khẩu tạm khác')).toMatchObject({ status: 201, body: { passwordOnce: true } });
  const actions = await database
    .selectFrom('audit_record')
    .select('action')
    .where('subject', '=', 'new.one')
    .orderBy('id')
    .execute();
  expect(actions.map(({ action }) => action)).toEqual([
    ...['account-added', 'sign-in', 'sign-in', 'sign-in', 'password-changed', 'sign-in', 'sign-in', 'password-changed'],
    'sign-in',
  ]);
});

test('another site’s page, which the browser sends the cookie with, changes nothing', async () => {
  const { url, clerk } = await start();
  const cookie = `tram-staff=${clerk.token}`;
  const { host } = new URL(url);
  const asked: [string, Record<string, string>, number][] = [
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site', origin: url }, 403],
    ['a page beside this one on the same domain', { 'sec-fetch-site': 'same-site', origin: url }, 403],
    ['an address that was typed', { 'sec-fetch-site': 'none' }, 403],
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['this host’s name in another one', { origin: `http://${host}.evil.example` }, 403],
    ['another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['no page of any site', { origin: 'null' }, 403],
    ['nothing said', {}, 403],
    ['an origin that is none', { origin: 'http://[' }, 403],
    ['its own page, in an older browser', { origin: url }, 204],
  ];
  for (const [name, headers, status] of asked) {
    const response = await fetch(url + current, { method: 'DELETE', headers: { cookie, ...headers } });
    expect([name, response.status]).toEqual([name, status]);
  }
});

test('signing in is not done for another site’s page either', async () => {
  const { url, database, sealing } = await start();
  await transact(database, async (transaction) =>
    addStaff(transaction, sealing, {
      staff: 'lan.nt',
      name: 'Lan',
      role: 'clerk',
      password: await scryptHash('mật khẩu của Lan'),
      passwordOnce: false,
    }),
  );
  const response = await fetch(`${url}/v1/staff-sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
    body: JSON.stringify({ staff: 'lan.nt', password: 'mật khẩu của Lan' }),
  });
  expect(response.status).toBe(403);
  expect(response.headers.get('set-cookie')).toBeNull();
});

test('a cookie that is none is nobody’s', async () => {
  const { url, log } = await start();
  for (const token of ['', 'x', 'A'.repeat(22), 'A'.repeat(5_000), '%00', '"'])
    expect(await pageOf(url, token).call('GET', current)).toMatchObject(over);
  expect(log).toEqual([]);
});
