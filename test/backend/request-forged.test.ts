import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atRandom } from '../support/at-random.ts';
import { repetitions } from '../support/repetitions.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { databases } from './support/databases.ts';
import { enrolled, keyOf, signedHeaders, type ToSign } from './support/kiosks.ts';
import { signedIn } from './support/staff.ts';

const path = '/v1/numbers';

/** By Node's own client, which sends what it is given. */
const sendRaw = (url: string, method: string, target: string, headers: OutgoingHttpHeaders, body?: string) =>
  new Promise<{ status: number; code: unknown; date: string | undefined }>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const asked = httpRequest({ hostname, port, method, path: target, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        const { code } = (text === '' ? {} : JSON.parse(text)) as { code?: unknown };
        resolve({ status: response.statusCode ?? 0, code, date: response.headers.date });
      });
    });
    asked.on('error', reject).end(body);
  });

interface Sent {
  method: string;
  target: string;
  headers: OutgoingHttpHeaders;
  body: string | undefined;
}

/** A request for a number that kiosk-1 signed, and then `change` was done to it. */
async function forge(
  url: string,
  change: (sent: Sent) => Partial<Sent> = () => ({}),
  signing: Partial<ToSign> & { as?: string } = {},
) {
  const body = JSON.stringify(ticketRequest());
  const signed = { method: 'POST', path, body, idempotencyKey: newKey(), at: Date.now(), ...signing };
  const headers = signedHeaders(keyOf(signing.as ?? 'kiosk-1'), signed);
  const sent: Sent = { method: signed.method, target: signed.path, headers, body: signed.body as string | undefined };
  const { method, target, headers: changed, body: text } = { ...sent, ...change(sent) };
  return sendRaw(url, method, target, changed, text);
}

const header = (name: string, change: (value: string) => string | string[] | undefined) => (sent: Sent) => {
  const { [name]: value, ...others } = sent.headers;
  const changed = change(String(value));
  return { headers: changed === undefined ? others : { ...others, [name]: changed } };
};

const refused = { status: 401, code: 'BACKEND_REFUSED' };

test('nothing but what the kiosk signed is done', async () => {
  const { url, database } = await startBackend();
  const other = JSON.stringify(ticketRequest('pharmacy'));
  const bearer = { authorization: 'Bearer kiosk-token-of-the-tests', 'content-type': 'application/json' };
  const forgeries: [string, () => ReturnType<typeof forge>, object?][] = [
    ['no signature', () => forge(url, () => ({ headers: bearer }))],
    ['another body', () => forge(url, () => ({ body: other }))],
    ['no body', () => forge(url, () => ({ body: undefined })), { status: 400 }],
    ['a body where none was signed', () => forge(url, () => ({ body: other }), { body: '' })],
    ['another path', () => forge(url, () => ({ target: '/v1/challenges' }))],
    ['another spelling of the path', () => forge(url, () => ({ target: '/v1/%6Eumbers' }))],
    ['a query', () => forge(url, () => ({ target: `${path}?queue=pharmacy` }))],
    ['another method', () => forge(url, () => ({ method: 'POST' }), { method: 'GET' })],
    [
      'another idempotency key',
      () =>
        forge(
          url,
          header('idempotency-key', () => newKey()),
        ),
    ],
    [
      'no idempotency key',
      () =>
        forge(
          url,
          header('idempotency-key', () => undefined),
        ),
    ],
    [
      'an idempotency key that was not signed',
      () =>
        forge(url, ({ headers }) => ({ headers: { ...headers, 'idempotency-key': newKey() } }), {
          idempotencyKey: undefined,
        }),
    ],
    [
      'the key of a kiosk that is none',
      () => forge(url, undefined, { as: 'stranger' }),
      { status: 401, code: 'KIOSK_NOT_ENROLLED' },
    ],
    [
      'another kiosk’s name on it',
      () =>
        forge(
          url,
          header('signature-input', (input) => input.replace(keyOf('kiosk-1').publicKey, keyOf('kiosk-2').publicKey)),
        ),
    ],
    [
      'a later time',
      () =>
        forge(
          url,
          header('signature-input', (input) =>
            input.replace(/created=\d+/, `created=${Math.floor(Date.now() / 1_000) + 1}`),
          ),
        ),
    ],
    [
      'another nonce',
      () =>
        forge(
          url,
          header('signature-input', (input) => input.replace(/nonce="[^"]+"/, `nonce="${newKey()}"`)),
        ),
    ],
    [
      'less covered',
      () =>
        forge(
          url,
          header('signature-input', (input) => input.replace(' "content-digest"', '')),
        ),
    ],
    [
      'a component twice',
      () =>
        forge(
          url,
          header('signature-input', (input) => input.replace('"@method"', '"@method" "@method"')),
        ),
    ],
    [
      'another digest',
      () =>
        forge(
          url,
          header('content-digest', () => 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'),
        ),
    ],
    [
      'two digests',
      () =>
        forge(
          url,
          header('content-digest', (digest) => [digest, digest]),
        ),
    ],
    [
      'two signatures',
      () =>
        forge(
          url,
          header('signature', (signature) => [signature, signature]),
        ),
    ],
    [
      'two inputs',
      () =>
        forge(
          url,
          header('signature-input', (input) => [input, input]),
        ),
    ],
    [
      'an input of another label first',
      () =>
        forge(
          url,
          header('signature-input', (input) => `other=();created=1, ${input}`),
        ),
    ],
    [
      'the signature under another label',
      () =>
        forge(
          url,
          header('signature', (signature) => signature.replace('tram', 'sig1')),
        ),
    ],
    [
      'a bit of the signature',
      () =>
        forge(
          url,
          header('signature', (signature) => signature.replace(/:(.)/, (_, first) => `:${first === 'A' ? 'B' : 'A'}`)),
        ),
    ],
    [
      'an empty signature',
      () =>
        forge(
          url,
          header('signature', () => 'tram=::'),
        ),
    ],
    [
      'single quotes',
      () =>
        forge(
          url,
          header('signature-input', (input) => input.replaceAll('"', "'")),
        ),
    ],
  ];
  for (const [name, forgery, answer = refused] of forgeries)
    expect([name, await forgery()]).toMatchObject([name, answer]);
  expect(await database.selectFrom('visit').selectAll().execute()).toEqual([]);
  expect(await forge(url)).toMatchObject({ status: 201 });
});

test('no route of the kiosks is open without a signature, and health is', async () => {
  const { url } = await startBackend();
  const routes = [
    ['GET', '/v1/services'],
    ['POST', '/v1/challenges'],
    ['POST', '/v1/verifications'],
    ['POST', '/v1/numbers'],
    ['POST', '/v1/print-reports'],
    ['POST', '/v1/leases'],
    ['POST', '/v1/emergency-numbers'],
    ['POST', '/v1/enrolments'],
  ] as const;
  for (const [method, target] of routes) {
    const response = await fetch(url + target, { method });
    expect([target, response.status]).toEqual([target, 401]);
    expect(await response.json()).toEqual({ type: 'about:blank', title: 'Unauthorized', ...refused });
  }
  expect(await (await fetch(`${url}/v1/health`)).json()).toEqual({ status: 'ok' });
  expect(await kioskOf(url).call('GET', '/v1/services')).toMatchObject({ body: { centre: { facilityCode: '99001' } } });
});

test('a clock more than a minute off is told the time, and nothing is done', async () => {
  const { url, clock, database } = await startBackend();
  const second = Math.floor(clock.now / 1_000) * 1_000;
  clock.now = second;
  for (const at of [second - 61_000, second + 61_000, 1_000, 999_999_999_999_000]) {
    const { status, code, date } = await forge(url, undefined, { at });
    expect({ status, code }).toEqual({ status: 401, code: 'CLOCK_SKEWED' });
    expect(Date.parse(date ?? '')).toBe(second);
  }
  expect(await database.selectFrom('visit').selectAll().execute()).toEqual([]);
  expect(await forge(url, undefined, { at: second - 60_000 })).toMatchObject({ status: 201 });
  expect(await forge(url, undefined, { at: second + 60_000 })).toMatchObject({ status: 201 });
});

test.each(databases)(
  '%s: a revoked kiosk is refused at once, by its old key also after it enrolled anew',
  async (on) => {
    const backend = await startBackend({ on });
    const { url, database, clock } = backend;
    const kiosk = kioskOf(url);
    const technician = await signedIn(backend, 'technician');
    expect(await kiosk.number(ticketRequest())).toMatchObject({ status: 201 });
    expect(await technician.call('DELETE', '/v1/kiosks/kiosk-1')).toMatchObject({ status: 204 });
    const unknown = { status: 401, body: { code: 'KIOSK_NOT_ENROLLED' } };
    expect(await kiosk.number(ticketRequest())).toMatchObject(unknown);
    expect(await kioskOf(url, 'kiosk-2').number(ticketRequest())).toMatchObject({ status: 201 });
    expect((await technician.call('GET', '/v1/kiosks')).body).toMatchObject({
      kiosks: [{ kiosk: 'kiosk-1', revokedAt: new Date(clock.now).toISOString() }, { kiosk: 'kiosk-2' }],
    });

    await database
      .updateTable('kiosk')
      .set({ revoked_at: null, public_key: Buffer.from(keyOf('its new key').publicKey, 'base64url') })
      .where('kiosk', '=', 'kiosk-1')
      .execute();
    expect(await kiosk.number(ticketRequest())).toMatchObject(unknown);
    expect(await kioskOf(url, 'its new key').number(ticketRequest())).toMatchObject({ status: 201 });
    expect(await technician.call('DELETE', '/v1/kiosks/no-such')).toMatchObject({ status: 404 });
  },
);

test('headers of any shape are refused, never a fault', async () => {
  const { url, log } = await startBackend({ kiosks: ['kiosk-1'] });
  const printable = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) });
  const valid = signedHeaders(keyOf('kiosk-1'), { method: 'GET', path: '/v1/services', at: Date.now() });
  const cuts = fc.tuple(
    fc.constantFrom('signature', 'signature-input', 'content-digest'),
    fc.nat(400),
    fc.nat(8),
    printable,
  );
  for (const [name, from, length, put] of atRandom(cuts, repetitions(150))) {
    const value = valid[name] ?? '';
    const changed = (value.slice(0, from) + put + value.slice(from + length)).trim();
    if (changed === value) continue;
    const { status } = await sendRaw(url, 'GET', '/v1/services', { ...valid, [name]: changed });
    expect([name, changed, status]).toEqual([name, changed, 401]);
  }
  expect(log).toEqual([]);
});

test('a public key that is no point of the curve is nobody’s, and no fault', async () => {
  const { url, log, database } = await startBackend({ kiosks: [] });
  for (const byte of [0, 2, 0x7f, 0xff]) {
    const key = Buffer.alloc(32, byte);
    await database.deleteFrom('kiosk').execute();
    await database
      .insertInto('kiosk')
      .values({ kiosk: 'odd', public_key: key, enrolled_at: 0, revoked_at: null })
      .execute();
    const sent = await forge(
      url,
      header('signature-input', (input) => input.replace(/keyid="[^"]+"/, `keyid="${key.toString('base64url')}"`)),
    );
    expect(sent).toMatchObject(refused);
  }
  await enrolled(database, ['kiosk-1']);
  expect(await forge(url)).toMatchObject({ status: 201 });
  expect(log).toEqual([]);
});
