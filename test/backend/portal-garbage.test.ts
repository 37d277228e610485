import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { bhxhPortal } from '../../src/backend/adapters/bhxh/client.ts';
import { checkInsurance } from '../../src/backend/eligibility/eligibility.ts';
import { documentOf, portalForTest, portalSettings } from './support/portal.ts';

const [valid] = people;

async function portalThatAnswers(listener: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    const token = { access_token: 'a', id_token: 'b', expires_in: '2999-01-01T00:00:00.1047187Z' };
    if (request.url === '/api/token/take') response.end(JSON.stringify({ maKetQua: '200', APIKey: token }));
    else listener(request, response);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const check = (url: string) =>
  checkInsurance(
    documentOf(valid),
    bhxhPortal({ ...portalSettings(url), timeoutMs: 10_000 }, Date.now, () => undefined),
  );

test.each([
  ['a maintenance page in HTML', 'garbage'],
  ['half an answer', 'half'],
  ['two result codes in one answer', 'twice'],
  ['HTTP 500', 'error'],
] as const)('%s leaves the patient unverified, and is not asked for again', async (_name, mode) => {
  const { simulator, portal } = await portalForTest();
  await checkInsurance(documentOf(valid), portal);
  simulator.setMode(mode);
  expect(await checkInsurance(documentOf(valid), portal)).toEqual({ status: 'unverified' });
  expect(simulator.requests()).toEqual({ token: 1, card: 2 });
});

test('a byte order mark before the answer spoils nothing', async () => {
  const url = await portalThatAnswers((_request, response) => response.end('\uFEFF{"maKetQua":"000"}'));
  expect(await check(url)).toEqual({ status: 'valid', maKetQua: '000' });
});

test.each([
  ['nothing', ''],
  ['half an object', '{"maKetQua":"000"'],
  ['null', 'null'],
  ['an array', '[{"maKetQua":"000"}]'],
  ['no result code', '{"ghiChu":"Thông tin thẻ chính xác"}'],
  ['a result code that is an object', '{"maKetQua":{"$ne":1}}'],
  ['a result code without end', `{"maKetQua":"${'0'.repeat(500)}"}`],
])('%s leaves the patient unverified', async (_name, body) => {
  const url = await portalThatAnswers((_request, response) => response.end(body));
  expect(await check(url)).toEqual({ status: 'unverified' });
});

test('an answer without end is cut off', async () => {
  let sent = 0;
  const url = await portalThatAnswers((_request, response) => {
    const chunk = Buffer.alloc(65_536, ' ');
    const push = () => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.length;
    };
    response.on('drain', push);
    push();
  });
  const started = performance.now();
  expect(await check(url)).toEqual({ status: 'unverified' });
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(sent).toBeLessThan(32 * 1_048_576);
});

test('a gzip bomb is cut off', async () => {
  const bomb = gzipSync(
    Buffer.concat([Buffer.from('{"maKetQua":"000","ghiChu":"'), Buffer.alloc(64 * 1_048_576, 'x'), Buffer.from('"}')]),
  );
  const url = await portalThatAnswers((_request, response) => response.setHeader('content-encoding', 'gzip').end(bomb));
  expect(await check(url)).toEqual({ status: 'unverified' });
});

test('a redirect is not followed with the token in its URL', async () => {
  let followed = false;
  const elsewhere = await portalThatAnswers((_request, response) => {
    followed = true;
    response.end('{"maKetQua":"000"}');
  });
  const url = await portalThatAnswers((request, response) =>
    response.writeHead(307, { location: `${elsewhere}${request.url}` }).end(),
  );
  expect(await check(url)).toEqual({ status: 'unverified' });
  expect(followed).toBe(false);
});

test('hostile text in ghiChu comes out plain and short, and odd fields do not spoil the answer', async () => {
  const ghiChu = `Thẻ\u0000 hết\n\u202Ehạn${' dài'.repeat(500)}`;
  const url = await portalThatAnswers((_request, response) =>
    response.end(JSON.stringify({ maKetQua: '010', ghiChu, gtTheDen: '31/02/2026', maTheMoi: "'; DROP TABLE" })),
  );
  const eligibility = await check(url);
  expect(eligibility).toMatchObject({ status: 'expired', maKetQua: '010' });
  expect(eligibility).not.toHaveProperty('validUntil');
  expect(eligibility.note).toMatch(/^Thẻ hết hạn dài/);
  expect(eligibility.note?.length).toBeLessThanOrEqual(400);
});
