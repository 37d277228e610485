import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { backendClient } from '../../src/main/backend/client.ts';
import { keyOf } from '../backend/support/kiosks.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const clientAt = (url: string) =>
  backendClient({ url, key: keyOf('kiosk-1'), clock: { now: Date.now }, log: () => undefined });

async function clientOf(listener: RequestListener) {
  server = createServer(listener);
  await new Promise<void>((ready) => server?.listen(0, '127.0.0.1', ready));
  return clientAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const json = (status: number, body: string | Buffer, headers: Record<string, string> = {}): RequestListener => {
  return (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
};

const problem = (status: number, code: string) =>
  json(status, JSON.stringify({ type: 'about:blank', title: 'Problem', status, code }));

const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));

describe('the server answers with something else than it should', () => {
  it.each([
    [
      'a page of a captive portal',
      json(200, '<html>Đăng nhập Wi-Fi</html>', { 'content-type': 'text/html' }),
      'BACKEND_ERROR',
    ],
    ['broken JSON', json(200, '{"challengeId":'), 'BACKEND_ERROR'],
    [
      'a challenge of the wrong length',
      json(201, '{"challengeId":"AAAAAAAAAAAAAAAAAAAAAA","challenge":"00"}'),
      'BACKEND_ERROR',
    ],
    ['a gzip bomb', json(201, bomb, { 'content-encoding': 'gzip' }), 'BACKEND_ERROR'],
    ['a redirect elsewhere', json(302, '', { location: 'http://127.0.0.1:9/' }), 'BACKEND_ERROR'],
    ['an error without a problem', json(500, 'oops'), 'BACKEND_ERROR'],
    ['a refusal of somebody else', json(401, '{}'), 'BACKEND_ERROR'],
    ['a signature that never arrives as it was made', problem(401, 'BACKEND_REFUSED'), 'BACKEND_ERROR'],
    ['an address that a server of another version does not have', problem(404, 'BACKEND_REFUSED'), 'BACKEND_ERROR'],
    ['a thing that is gone', problem(404, 'NOT_FOUND'), 'NOT_FOUND'],
    ['a request that is wrong', problem(400, 'BACKEND_REFUSED'), 'BACKEND_REFUSED'],
    [
      'a problem of the closed list',
      json(409, '{"type":"about:blank","title":"closed","status":409,"code":"QUEUE_CLOSED"}'),
      'QUEUE_CLOSED',
    ],
  ])('%s', async (_name, listener, code) => {
    const client = await clientOf(listener);
    expect(await client.challenge()).toEqual({ ok: false, code });
  });

  it('a server of a later version says more: what the kiosk knows of it is taken', async () => {
    const known = { challengeId: 'AAAAAAAAAAAAAAAAAAAAAA', challenge: '0011223344556677' };
    const client = await clientOf(json(201, JSON.stringify({ ...known, alsoKnown: 'since version 2' })));
    expect(await client.challenge()).toEqual({ ok: true, value: known });
  });

  it('a captive portal neither takes a report nor counts as a healthy server', async () => {
    const client = await clientOf(json(200, '<html>Đăng nhập Wi-Fi</html>', { 'content-type': 'text/html' }));
    const report = { ticketToken: 'A'.repeat(22), outcome: 'confirmed' as const };
    expect(await client.report('k'.repeat(22), report)).toEqual({ ok: false, code: 'BACKEND_ERROR' });
    expect(await client.health()).toEqual({ ok: false, code: 'BACKEND_ERROR' });
  });

  it('a signature is made anew once, and by no means more often', async () => {
    const nonces: unknown[] = [];
    const refuse = problem(401, 'BACKEND_REFUSED');
    const client = await clientOf((request, response) => {
      nonces.push(request.headers['signature-input']);
      refuse(request, response);
    });
    await client.health();
    expect([nonces.length, new Set(nonces).size]).toEqual([2, 2]);
  });

  it('a connection cut in the middle', async () => {
    const client = await clientOf((request) => request.socket.destroy());
    expect(await client.challenge()).toEqual({ ok: false, code: 'BACKEND_UNREACHABLE' });
  });

  it('a byte now and then: given up at the deadline of the whole call', async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    });
    expect(await client.health()).toEqual({ ok: false, code: 'BACKEND_UNREACHABLE' });
  });
});

it('personal data is not sent in the clear over a network', () => {
  expect(() => clientAt('http://10.0.0.5:8080')).toThrow(/https/);
  expect(() => clientAt('http://127.0.0.1.example.org')).toThrow(/https/);
});
