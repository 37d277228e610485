import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { kioskOf, kioskToken, newKey, startBackend, ticketRequest } from './support/backend.ts';

test('a kiosk that never got the answer asks again with its key and gets that number', async () => {
  const { url, database } = await startBackend();
  const key = newKey();
  const body = JSON.stringify(ticketRequest());
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /v1/numbers HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${kioskToken}\r\nIdempotency-Key: ${key}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );

  const lost = await vi.waitFor(() => database.selectFrom('number').selectAll().executeTakeFirstOrThrow());
  const kiosk = kioskOf(url);
  expect(await kiosk.numberOf(ticketRequest(), key)).toMatchObject({
    number: 'K001',
    ticketToken: lost.ticket_token,
    repeated: false,
  });
  expect(await kiosk.numberOf(ticketRequest())).toMatchObject({ number: 'K002' });
});
