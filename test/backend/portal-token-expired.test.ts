import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { bhxhPortal } from '../../src/backend/adapters/bhxh/client.ts';
import { checkInsurance } from '../../src/backend/eligibility/eligibility.ts';
import { documentOf, portalForTest, portalSettings } from './support/portal.ts';

const [valid] = people;

test('one token serves many look-ups, and look-ups that start together take one', async () => {
  const { simulator, portal } = await portalForTest();
  await Promise.all(Array.from({ length: 5 }, () => checkInsurance(documentOf(valid), portal)));
  await checkInsurance(documentOf(valid), portal);
  expect(simulator.requests()).toEqual({ token: 1, card: 6 });
});

test('a token is renewed before it expires', async () => {
  const { simulator, portal, clock } = await portalForTest();
  await checkInsurance(documentOf(valid), portal);
  clock.now += 595_000;
  expect(await checkInsurance(documentOf(valid), portal)).toMatchObject({ status: 'valid' });
  expect(simulator.requests()).toEqual({ token: 2, card: 2 });
});

test('a portal that forgot its tokens costs one refresh', async () => {
  const { simulator, portal } = await portalForTest();
  await checkInsurance(documentOf(valid), portal);
  simulator.setMode('unauthorised-once');
  expect(await checkInsurance(documentOf(valid), portal)).toMatchObject({ status: 'valid', maKetQua: '000' });
  expect(simulator.requests()).toEqual({ token: 2, card: 3 });
});

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
  expect(await checkInsurance(documentOf(valid), portal)).toEqual({ status: 'unverified' });
  const [take, card] = ['/api/token/take', '/api/egw/KQNhanLichSuKCB2024'];
  expect(asked).toEqual([take, card, take, card]);
});
