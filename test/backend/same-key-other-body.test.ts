import { expect, test } from 'vitest';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { keyOf, signedHeaders } from './support/kiosks.ts';

test('a key that comes back gets the same answer, whatever the order of its fields', async () => {
  const { url, clock } = await startBackend();
  const kiosk = kioskOf(url);
  const key = newKey();
  const first = await kiosk.number(ticketRequest(), key);
  await kiosk.number(ticketRequest());
  clock.now += 3_600_000;
  const { service, queue, priority, answers } = ticketRequest();
  expect(await kiosk.number({ answers, priority, queue, service }, key)).toEqual(first);
  expect(first.status).toBe(201);
});

test('a key that comes back with another body is refused and takes no number', async () => {
  const { url } = await startBackend();
  const kiosk = kioskOf(url);
  const key = newKey();
  await kiosk.number(ticketRequest('cashier'), key);
  const refused = await kiosk.number(ticketRequest('pharmacy'), key);
  expect(refused).toMatchObject({ status: 422, type: 'application/problem+json', body: { code: 'BACKEND_REFUSED' } });
  expect(await kiosk.numberOf(ticketRequest('pharmacy'))).toMatchObject({ number: 'E001' });
});

test('the same key twenty times at once takes one number', async () => {
  const { url } = await startBackend();
  const kiosk = kioskOf(url);
  const key = newKey();
  const numbers = await Promise.all(Array.from({ length: 20 }, () => kiosk.numberOf(ticketRequest(), key)));
  expect(new Set(numbers.map(({ ticketToken }) => ticketToken)).size).toBe(1);
  expect(await kiosk.numberOf(ticketRequest())).toMatchObject({ number: 'K002' });
});

test.each([undefined, '', 'short', 'ü'.repeat(20), 'x'.repeat(65)])('key %j is refused', async (key) => {
  const { url } = await startBackend();
  const body = JSON.stringify(ticketRequest());
  const request = { method: 'POST', path: '/v1/numbers', body, idempotencyKey: key, at: Date.now() };
  const headers = signedHeaders(keyOf('kiosk-1'), request);
  const response = await fetch(`${url}/v1/numbers`, { method: 'POST', headers, body });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: 'BACKEND_REFUSED' });
});

test('a print report that comes twice is stored once; another one under its key is refused', async () => {
  const { url, database } = await startBackend();
  const kiosk = kioskOf(url);
  const { ticketToken } = await kiosk.numberOf(ticketRequest());
  const report = (outcome: string, key: string, token = ticketToken) =>
    kiosk.call('POST', '/v1/print-reports', { ticketToken: token, outcome }, key);

  const key = newKey();
  expect(await report('not-printed', key)).toMatchObject({ status: 204 });
  expect(await report('not-printed', key)).toMatchObject({ status: 204 });
  expect(await report('confirmed', key)).toMatchObject({ status: 422 });
  expect(await report('confirmed', newKey())).toMatchObject({ status: 204 });
  expect(await report('confirmed', newKey(), newKey())).toMatchObject({ status: 404 });
  const stored = await database.selectFrom('print_report').select('outcome').orderBy('outcome').execute();
  expect(stored).toEqual([{ outcome: 'confirmed' }, { outcome: 'not-printed' }]);
});
