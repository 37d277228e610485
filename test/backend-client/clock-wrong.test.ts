import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { backendClient } from '../../src/main/backend/client.ts';
import { readParameters } from '../../src/contract/request-signature.ts';
import { keyOf } from '../backend/support/kiosks.ts';

const hour = 3_600_000;
const now = Date.parse('2026-11-23T08:00:00Z');

/** A server of another time, which takes only what was signed within a minute of it. */
async function startServer(time: () => number, answer?: RequestListener) {
  const created: number[] = [];
  const nonces: string[] = [];
  const server = createServer((request, response) => {
    const signed = readParameters(String(request.headers['signature-input']));
    created.push((signed?.created ?? 0) * 1_000);
    nonces.push(signed?.nonce ?? '');
    if (answer) {
      answer(request, response);
      return;
    }
    const isSkewed = Math.abs((signed?.created ?? 0) * 1_000 - time()) > 60_000;
    response.setHeader('date', new Date(time()).toUTCString());
    response.writeHead(isSkewed ? 401 : 200, { 'content-type': 'application/json' });
    const problem = { type: 'about:blank', title: 'Unauthorized', status: 401, code: 'CLOCK_SKEWED' };
    response.end(JSON.stringify(isSkewed ? problem : { status: 'ok' }));
  });
  await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  const log: object[] = [];
  const client = backendClient({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key: keyOf('kiosk-1'),
    clock: { now: () => now },
    log: (event) => log.push(event),
  });
  return { client, created, nonces, log };
}

it.each([
  ['behind', 5 * hour],
  ['ahead', -5 * hour],
])('a kiosk whose clock is hours %s signs by the server’s time, and says so once', async (_name, ahead) => {
  const { client, created, nonces, log } = await startServer(() => now + ahead);
  expect(await client.health()).toEqual({ ok: true, value: undefined });
  expect(await client.health()).toEqual({ ok: true, value: undefined });
  expect(created).toEqual([now, now + ahead, now + ahead]);
  expect(new Set(nonces).size).toBe(3);
  expect(log).toEqual([{ event: 'clock-skewed', seconds: ahead / 1_000 }]);
});

it('a server whose time leads nowhere is asked twice and no more', async () => {
  const problem = '{"type":"about:blank","title":"Unauthorized","status":401,"code":"CLOCK_SKEWED"}';
  const { client, created } = await startServer(
    () => now,
    (_request, response) => response.writeHead(401, { 'content-type': 'application/json' }).end(problem),
  );
  expect(await client.health()).toEqual({ ok: false, code: 'CLOCK_SKEWED' });
  expect(created).toHaveLength(2);
});

it('a server that says no time is asked once', async () => {
  const problem = '{"type":"about:blank","title":"Unauthorized","status":401,"code":"CLOCK_SKEWED"}';
  const { client, created, log } = await startServer(
    () => now,
    (_request, response) => {
      response.sendDate = false;
      response.writeHead(401, { 'content-type': 'application/json' }).end(problem);
    },
  );
  expect(await client.health()).toEqual({ ok: false, code: 'CLOCK_SKEWED' });
  expect([created.length, log]).toEqual([1, []]);
});

it('a kiosk without a key asks nobody', async () => {
  const client = backendClient({ url: 'http://127.0.0.1:9', clock: { now: () => now }, log: () => undefined });
  expect(await client.challenge()).toEqual({ ok: false, code: 'KIOSK_NOT_ENROLLED' });
  expect(await client.health()).toEqual({ ok: false, code: 'KIOSK_NOT_ENROLLED' });
});
