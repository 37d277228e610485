import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { enrolmentCodeResponseSchema } from '../../src/contract/staff.ts';
import { backendClient } from '../../src/main/backend/client.ts';
import { enrol as enrolAt } from '../../src/main/backend/enrol.ts';
import { readKey } from '../../src/main/backend/key.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { databases, type DatabaseKind } from './support/databases.ts';
import { signedIn } from './support/staff.ts';

const minute = 60_000;

async function start(on: DatabaseKind = 'sqlite') {
  const backend = await startBackend({ on, kiosks: [] });
  const technician = await signedIn(backend, 'technician');
  const codeFor = async (kiosk: string) => {
    const { body } = await technician.call('POST', '/v1/enrolment-codes', { kiosk }, newKey());
    return enrolmentCodeResponseSchema.parse(body).code;
  };
  /** By whoever has this key, from this address. */
  const enrolAs = async (holder: string, code: string, from = '10.0.0.1') => {
    const { status, body } = await kioskOf(backend.url, holder, { 'x-forwarded-for': from }).call(
      'POST',
      '/v1/enrolments',
      { code },
    );
    return { status, ...(body as { kiosk?: string; code?: string }) };
  };
  const kiosks = () => backend.database.selectFrom('kiosk').select('kiosk').orderBy('kiosk').execute();
  return { ...backend, technician, codeFor, enrolAs, kiosks };
}

const refused = { status: 409, code: 'ENROLMENT_REFUSED' };

test.each(databases)('%s: a code opens one enrolment; who comes with it later gets nothing', async (on) => {
  const { url, codeFor, enrolAs, database } = await start(on);
  const code = await codeFor('kiosk-9');
  expect(code).toMatch(/^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$/);
  expect(await enrolAs('a', code)).toEqual({ status: 201, kiosk: 'kiosk-9' });
  expect(await enrolAs('thief', code)).toMatchObject(refused);
  expect(await kioskOf(url, 'thief').number(ticketRequest())).toMatchObject({ status: 401 });
  expect(await kioskOf(url, 'a').number(ticketRequest())).toMatchObject({ status: 201 });
  const records = await database
    .selectFrom('audit_record')
    .select(['actor', 'action', 'subject', 'outcome'])
    .orderBy('id')
    .execute();
  expect(records).toMatchObject([
    { action: 'enrolment-code', subject: 'kiosk-9', outcome: 'done' },
    { actor: 'kiosk-9', action: 'enrolment', subject: 'kiosk-9', outcome: 'done' },
    { actor: 'nobody', action: 'enrolment', subject: 'nobody', outcome: 'refused' },
  ]);
  expect(JSON.stringify(records)).not.toContain(code);
});

test.each(databases)('%s: of two kiosks that race for a code one is enrolled', async (on) => {
  const { codeFor, enrolAs, kiosks } = await start(on);
  const code = await codeFor('kiosk-9');
  const answers = await Promise.all(['a', 'b'].map((holder) => enrolAs(holder, code)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  expect(await kiosks()).toEqual([{ kiosk: 'kiosk-9' }]);
});

test.each(databases)('%s: an answer that was lost is given again to the same key', async (on) => {
  const { codeFor, enrolAs } = await start(on);
  const code = await codeFor('kiosk-9');
  const answers = await Promise.all(Array.from({ length: 3 }, () => enrolAs('a', code)));
  expect(answers.some(({ status }) => status === 201)).toBe(true);
  expect(await enrolAs('a', code)).toEqual({ status: 201, kiosk: 'kiosk-9' });
});

test('a code is good for ten minutes, and only the newest of a kiosk', async () => {
  const { codeFor, enrolAs, clock, kiosks } = await start();
  const old = await codeFor('kiosk-8');
  clock.now += 10 * minute;
  expect(await enrolAs('a', old)).toMatchObject(refused);
  const first = await codeFor('kiosk-9');
  const second = await codeFor('kiosk-9');
  expect(await enrolAs('a', first)).toMatchObject(refused);
  expect(await kiosks()).toEqual([]);
  clock.now += 10 * minute - 1;
  expect(await enrolAs('a', second)).toEqual({ status: 201, kiosk: 'kiosk-9' });
});

test('a kiosk’s new key takes the old one’s place, and no key belongs to two kiosks', async () => {
  const { url, codeFor, enrolAs, kiosks } = await start();
  await enrolAs('old', await codeFor('kiosk-9'));
  expect(await enrolAs('new', await codeFor('kiosk-9'))).toEqual({ status: 201, kiosk: 'kiosk-9' });
  expect(await kioskOf(url, 'old').number(ticketRequest())).toMatchObject({ status: 401 });
  expect(await kioskOf(url, 'new').number(ticketRequest())).toMatchObject({ status: 201 });
  // A code for another kiosk changes nothing about a key that is in use.
  expect(await enrolAs('new', await codeFor('kiosk-10'))).toEqual({ status: 201, kiosk: 'kiosk-9' });
  expect(await kiosks()).toEqual([{ kiosk: 'kiosk-9' }]);
});

test('a revoked key is not let in again by a code of another kiosk', async () => {
  const { codeFor, enrolAs, technician, kiosks } = await start();
  await enrolAs('a', await codeFor('kiosk-9'));
  await technician.call('DELETE', '/v1/kiosks/kiosk-9');
  expect(await enrolAs('a', await codeFor('kiosk-10'))).toMatchObject(refused);
  expect(await kiosks()).toEqual([{ kiosk: 'kiosk-9' }]);
  expect(await enrolAs('a', await codeFor('kiosk-9'))).toEqual({ status: 201, kiosk: 'kiosk-9' });
});

test.each(databases)(
  '%s: whoever guesses codes is told to wait longer and longer, and holds up nobody who has one',
  async (on) => {
    const { codeFor, enrolAs, clock, database } = await start(on);
    const code = await codeFor('kiosk-9');
    const guess = () => enrolAs('thief', 'AAAA-AAAA-AAAA', '10.6.6.6');
    const guesses = [];
    for (let guessed = 0; guessed < 20; guessed += 1) guesses.push((await guess()).status);
    expect(guesses).toEqual([409, 409, 409, 409, 409, ...Array.from({ length: 15 }, () => 429)]);
    const records = await database.selectFrom('audit_record').select('id').where('outcome', '=', 'refused').execute();
    expect(records).toHaveLength(5);
    clock.now += 15_000;
    expect(await guess()).toMatchObject({ status: 409 });
    clock.now += 15_000;
    expect(await guess()).toMatchObject({ status: 429 });
    expect(await enrolAs('a', code, '10.6.6.6')).toEqual({ status: 201, kiosk: 'kiosk-9' });
    expect(await enrolAs('thief', code, '10.6.6.6')).toMatchObject({ status: 429 });
  },
);

test('clerks, supervisors and operators make no codes and revoke no kiosk', async () => {
  const backend = await startBackend();
  for (const role of ['clerk', 'supervisor', 'operator'] as const) {
    const page = await signedIn(backend, role);
    const made = await page.call('POST', '/v1/enrolment-codes', { kiosk: 'kiosk-9' }, newKey());
    const revoked = await page.call('DELETE', '/v1/kiosks/kiosk-1');
    const listed = await page.call('GET', '/v1/kiosks');
    expect([role, made.status, revoked.status, listed.status]).toEqual([
      role,
      403,
      403,
      role === 'operator' ? 200 : 403,
    ]);
  }
  expect(await kioskOf(backend.url).number(ticketRequest())).toMatchObject({ status: 201 });
});

test('a code comes once more with the same idempotency key, and stands nowhere in clear', async () => {
  const { technician, database } = await start();
  const key = newKey();
  const ask = async () => (await technician.call('POST', '/v1/enrolment-codes', { kiosk: 'kiosk-9' }, key)).body;
  const { code } = enrolmentCodeResponseSchema.parse(await ask());
  expect(await ask()).toMatchObject({ code });
  for (const table of ['enrolment_code', 'answered_request', 'audit_record'] as const) {
    const rows = await database.selectFrom(table).selectAll().execute();
    const bytes = rows.flatMap((row) =>
      Object.values(row).map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(String(value)))),
    );
    expect(Buffer.concat(bytes).includes(code)).toBe(false);
  }
});

async function newKiosk(url: string) {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'tram-kiosk-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  const deps = { url, clock: { now: () => Date.now() }, log: () => undefined };
  return {
    dataDirectory,
    enrol: (code: string) => enrolAt({ ...deps, dataDirectory }, code),
    client: () => backendClient({ ...deps, key: readKey(dataDirectory) }),
  };
}

test('the kiosk makes its key itself, keeps it to itself, and signs with it once it is enrolled', async () => {
  const { url, codeFor } = await start();
  const { dataDirectory, enrol, client } = await newKiosk(url);
  expect(await client().challenge()).toEqual({ ok: false, code: 'KIOSK_NOT_ENROLLED' });
  expect(await enrol('AAAA-AAAA-AAAA')).toEqual({ ok: false, code: 'ENROLMENT_REFUSED' });
  expect(readKey(dataDirectory)).toBeUndefined();

  const code = await codeFor('kiosk-9');
  expect(await enrol(` ${code.toLowerCase()} `)).toEqual({ ok: true, value: { kiosk: 'kiosk-9' } });
  const file = join(dataDirectory, 'kiosk.key');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(await client().challenge()).toMatchObject({ ok: true });
});

test('a kiosk that enrols anew serves with its old key until the new one is taken', async () => {
  const { url, codeFor } = await start();
  const { enrol, client } = await newKiosk(url);
  await enrol(await codeFor('kiosk-9'));
  expect(await enrol('AAAA-AAAA-AAAA')).toMatchObject({ ok: false });
  expect(await client().challenge()).toMatchObject({ ok: true });
  const before = client();
  await enrol(await codeFor('kiosk-9'));
  expect(await before.challenge()).toEqual({ ok: false, code: 'KIOSK_NOT_ENROLLED' });
  expect(await client().challenge()).toMatchObject({ ok: true });
});

test('an enrolment whose answer is lost is finished with the same code', async () => {
  const { url, codeFor } = await start();
  // Takes the request to the server, and its answer to nobody.
  const lossy = createServer((request, response) => {
    const { host: _, ...headers } = request.headers;
    void buffer(request)
      .then((body) =>
        fetch(url + (request.url ?? ''), { method: 'POST', headers: headers as Record<string, string>, body }),
      )
      .then(() => response.destroy());
  });
  await once(lossy.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void lossy.close());
  const { port } = lossy.address() as AddressInfo;

  const code = await codeFor('kiosk-9');
  const { dataDirectory, enrol, client } = await newKiosk(url);
  const deps = { url: `http://127.0.0.1:${port}`, clock: { now: () => Date.now() }, log: () => undefined };
  expect(await enrolAt({ ...deps, dataDirectory }, code)).toEqual({ ok: false, code: 'BACKEND_UNREACHABLE' });
  expect(readKey(dataDirectory)).toBeUndefined();
  expect(await enrol(code)).toEqual({ ok: true, value: { kiosk: 'kiosk-9' } });
  expect(await client().challenge()).toMatchObject({ ok: true });
});
