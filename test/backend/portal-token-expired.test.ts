import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { bhxhPortal } from '../../src/backend/adapters/bhxh/client.ts';
import { startPortalSimulator } from '../../src/backend/adapters/bhxh/simulator.ts';
import { documentOf, eligibilityOf, portalForTest, portalSettings } from './support/portal.ts';

const [valid] = people;

test('one token serves many look-ups, and look-ups that start together take one', async () => {
  const { simulator, portal } = await portalForTest();
  await Promise.all(Array.from({ length: 5 }, () => eligibilityOf(documentOf(valid), portal)));
  await eligibilityOf(documentOf(valid), portal);
  expect(simulator.requests()).toEqual({ token: 1, card: 6 });
});

test('a token is renewed before it expires', async () => {
  const { simulator, portal, clock } = await portalForTest();
  await eligibilityOf(documentOf(valid), portal);
  clock.now += 595_000;
  expect(await eligibilityOf(documentOf(valid), portal)).toMatchObject({ status: 'valid' });
  expect(simulator.requests()).toEqual({ token: 2, card: 2 });
});

test('a portal that forgot its tokens costs one refresh', async () => {
  const { simulator, portal } = await portalForTest();
  await eligibilityOf(documentOf(valid), portal);
  simulator.setMode('unauthorised-once');
  expect(await eligibilityOf(documentOf(valid), portal)).toMatchObject({ status: 'valid', maKetQua: '000' });
  expect(simulator.requests()).toEqual({ token: 2, card: 3 });
});

test('look-ups that are all refused at once cost one refresh', async () => {
  const { simulator, portal } = await portalForTest();
  await eligibilityOf(documentOf(valid), portal);
  simulator.setMode('unauthorised-once');
  const checks = await Promise.all(Array.from({ length: 6 }, () => eligibilityOf(documentOf(valid), portal)));
  expect(checks.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'valid'));
  expect(simulator.requests()).toEqual({ token: 2, card: 13 });
});

test('a refusal of the old token that comes late does not cost the new one', async () => {
  let taken = 0;
  const late: (() => void)[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://portal.invalid');
    const refuse = () => response.writeHead(401).end();
    if (pathname === '/api/token/take') {
      taken += 1;
      const token = { access_token: `${taken}`, id_token: 'b', expires_in: '2999-01-01T00:00:00.1047187Z' };
      response.end(JSON.stringify({ maKetQua: '200', APIKey: token }));
    } else if (searchParams.get('token') === '1' && late.length === 0) late.push(refuse);
    else if (searchParams.get('token') === '1') refuse();
    else {
      response.end('{"maKetQua":"000"}');
      for (const send of late.splice(0)) send();
    }
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const portal = bhxhPortal(portalSettings(url), Date.now, () => undefined);
  const checks = await Promise.all([
    eligibilityOf(documentOf(valid), portal),
    eligibilityOf(documentOf(valid), portal),
  ]);
  expect(checks).toMatchObject([{ status: 'valid' }, { status: 'valid' }]);
  expect(taken).toBe(2);
});

test('a session that the portal ends sooner than its token is not used to the token’s end', async () => {
  const { simulator, portal, clock } = await portalForTest({ sessionMinutes: 3 });
  await eligibilityOf(documentOf(valid), portal);
  clock.now += 2 * 60_000;
  await eligibilityOf(documentOf(valid), portal);
  expect(simulator.requests()).toEqual({ token: 1, card: 2 });
  clock.now += 60_000;
  await eligibilityOf(documentOf(valid), portal);
  expect(simulator.requests()).toEqual({ token: 2, card: 3 });
});

test.each(['5EBE2294ECD0E0F08EAB7690D2A6EE69', '5ebe2294ecd0e0f08eab7690d2a6ee69'])(
  'an account whose password hash is %s is not asked for the other case',
  async (passwordMd5) => {
    const account = { username: '99002_BV', passwordMd5 };
    const simulator = await startPortalSimulator({ people, accounts: [account] });
    onTestFinished(() => simulator.close());
    const portal = bhxhPortal({ ...portalSettings(simulator.url), ...account }, Date.now, () => undefined);
    expect(await eligibilityOf(documentOf(valid), portal)).toMatchObject({ status: 'valid' });
  },
);

test.each([
  ['HTTP 401 with an empty body', 401, ''],
  ['maKetQua 401', 200, '{"maKetQua":"401"}'],
  ['maKetQua 501', 200, '{"maKetQua":501,"ghiChu":"Token không đúng"}'],
])('%s again and again ends after one refresh', async (_name, status, body) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    asked.push(path);
    const token = { access_token: 'a', id_token: 'b', expires_in: '2999-01-01T00:00:00.1047187Z' };
    if (path === '/api/token/take') response.end(JSON.stringify({ maKetQua: '200', APIKey: token }));
    else response.writeHead(status).end(body);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));

  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const portal = bhxhPortal(portalSettings(url), Date.now, () => undefined);
  expect(await eligibilityOf(documentOf(valid), portal)).toEqual({ status: 'unverified' });
  const [take, card] = ['/api/token/take', '/api/egw/KQNhanLichSuKCB2024'];
  expect(asked).toEqual([take, card, take, card]);
});
