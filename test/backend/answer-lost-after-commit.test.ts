import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { keyOf, signedHeaders } from './support/kiosks.ts';

test('a kiosk that never got the answer asks again with its key and gets that number', async () => {
  const { url, database } = await startBackend();
  const key = newKey();
  const body = JSON.stringify(ticketRequest());
  const { hostname, port } = new URL(url);
  const request = { method: 'POST', path: '/v1/numbers', body, idempotencyKey: key, at: Date.now() };
  const signed = Object.entries(signedHeaders(keyOf('kiosk-1'), request));
  const headers = signed.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /v1/numbers HTTP/1.1\r\nHost: ${hostname}\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

  const visit = () => database.selectFrom('visit').selectAll().executeTakeFirstOrThrow();
  // Nobody reads what the server answers.
  const lost = await vi.waitFor(visit, { timeout: 20_000 });
  socket.destroy();
  const kiosk = kioskOf(url);
  expect(await kiosk.numberOf(ticketRequest(), key)).toMatchObject({
    number: 'K001',
    ticketToken: lost.ticket_token,
    repeated: false,
  });
  expect(await kiosk.numberOf(ticketRequest())).toMatchObject({ number: 'K002' });
});

test('a kiosk that gave up says so by its key: the number is noted as held by nobody', async () => {
  const { url, database } = await startBackend();
  const kiosk = kioskOf(url);
  const key = newKey();
  await kiosk.numberOf(ticketRequest(), key);
  const report = (numberKey: string) =>
    kiosk.call('POST', '/v1/print-reports', { numberKey, outcome: 'not-printed' }, numberKey);
  expect(await report(key)).toMatchObject({ status: 204 });
  expect(await report(newKey())).toMatchObject({ status: 204 });
  const { ticket_token } = await database.selectFrom('visit').selectAll().executeTakeFirstOrThrow();
  expect(await database.selectFrom('print_report').select(['ticket_token', 'outcome']).execute()).toEqual([
    { ticket_token, outcome: 'not-printed' },
  ]);
});
