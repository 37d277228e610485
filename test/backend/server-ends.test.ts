import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startBackend } from './support/backend.ts';
import { pageOf } from './support/staff.ts';

test('a request under way is answered before the server ends, and its connection does not hold it up', async () => {
  const backend = await startBackend();
  const { hostname, port } = new URL(backend.url);
  const body = '{"staff":"nobody","password":"wrong-password"}';
  const headers = Object.entries({ ...pageOf(backend.url).headers, host: new URL(backend.url).host })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /v1/staff-sessions HTTP/1.1\r\n${headers}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n` +
      body.slice(0, 10),
  );
  let heard = '';
  socket.setEncoding('utf8').on('data', (piece: string) => (heard += piece));
  // Its headers have arrived once a later request was answered.
  await fetch(`${backend.url}/v1/health`);
  const ended = backend.close();
  socket.write(body.slice(10));
  await Promise.all([ended, once(socket, 'close')]);
  expect(heard).toMatch(/^HTTP\/1.1 401 [\s\S]*SIGN_IN_REFUSED/);
  expect(heard.toLowerCase()).toContain('connection: close');
  expect(backend.log).toEqual([]);
});
