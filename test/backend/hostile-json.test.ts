import { expect, test } from 'vitest';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { keyOf, signedHeaders } from './support/kiosks.ts';

const withField = (field: string) => JSON.stringify(ticketRequest()).replace(/\}$/, `,${field}}`);

test.each([
  ['nothing', ''],
  ['half an object', '{"service":"queue-ticket"'],
  ['null', 'null'],
  ['a number', '1e999'],
  ['nesting without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['a prototype', withField('"__proto__":{"isAdmin":true}')],
  ['a prototype by the constructor', withField('"constructor":{"prototype":{"x":1}}')],
  ['a field too many', withField('"number":"K500"')],
  ['a queue that is a query', JSON.stringify({ ...ticketRequest(), queue: "cashier'; DROP TABLE number;--" })],
  ['a priority that does not exist', JSON.stringify({ ...ticketRequest(), priority: 'vip' })],
  ['answers without end', JSON.stringify({ ...ticketRequest(), answers: { queue: 'x'.repeat(201) } })],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
])('%s is refused and costs no number', async (_name, body) => {
  const { url, log } = await startBackend();
  const request = { method: 'POST', path: '/v1/numbers', body, idempotencyKey: newKey(), at: Date.now() };
  const headers = signedHeaders(keyOf('kiosk-1'), request);
  const response = await fetch(`${url}/v1/numbers`, { method: 'POST', headers, body });
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await response.json()).toMatchObject({ status: 400, code: 'BACKEND_REFUSED' });
  expect(log).toEqual([]);
  expect(await kioskOf(url).numberOf(ticketRequest())).toMatchObject({ number: 'K001' });
});

test.each([
  ['/v1/verifications', 262_144],
  ['/v1/numbers', 524_288],
])('a body of %s beyond %d bytes is refused before it is read', async (path, limit) => {
  const { url } = await startBackend();
  const reply = await kioskOf(url).call('POST', path, `"${'x'.repeat(limit)}"`, newKey());
  expect(reply).toMatchObject({ status: 413, body: { code: 'BACKEND_REFUSED' } });
});

test('another content type and another path are refused as problems', async () => {
  const { url } = await startBackend();
  const request = { method: 'POST', path: '/v1/numbers', body: 'a=b', at: Date.now() };
  const headers = {
    ...signedHeaders(keyOf('kiosk-1'), request),
    'content-type': 'application/x-www-form-urlencoded',
  };
  const form = await fetch(`${url}/v1/numbers`, { method: 'POST', headers, body: 'a=b' });
  expect([form.status, await form.json()]).toMatchObject([415, { code: 'BACKEND_REFUSED' }]);
  expect(await kioskOf(url).call('GET', '/v1/../centre.db')).toMatchObject({
    status: 404,
    body: { code: 'BACKEND_REFUSED' },
  });
});

test.each([
  ['a service without identity, with a verification', { ...ticketRequest(), verificationId: newKey() }],
  [
    'a service with identity, without a verification',
    { ...ticketRequest('general'), service: 'insurance-check-in' as const },
  ],
  ['a queue that the centre has not', ticketRequest('surgery')],
])('%s is refused', async (_name, request) => {
  const { url } = await startBackend();
  expect(await kioskOf(url).number(request)).toMatchObject({ status: 409, body: { code: 'BACKEND_REFUSED' } });
});
