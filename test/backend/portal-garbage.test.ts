import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { bhxhPortal } from '../../src/backend/adapters/bhxh/client.ts';
import { checkedOf, documentOf, eligibilityOf, portalForTest, portalSettings } from './support/portal.ts';

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

const clientOf = (url: string) => bhxhPortal({ ...portalSettings(url), timeoutMs: 10_000 }, Date.now, () => undefined);
const check = (url: string) => eligibilityOf(documentOf(valid), clientOf(url));

test.each([
  ['a maintenance page in HTML', 'garbage'],
  ['half an answer', 'half'],
  ['two result codes in one answer', 'twice'],
  ['HTTP 500', 'error'],
] as const)('%s leaves the patient unverified, and is not asked for again', async (_name, mode) => {
  const { simulator, portal } = await portalForTest();
  await eligibilityOf(documentOf(valid), portal);
  simulator.setMode(mode);
  expect(await eligibilityOf(documentOf(valid), portal)).toEqual({ status: 'unverified' });
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

test.each<[string, Record<string, unknown>, object]>([
  ['the whole card', {}, {}],
  ['spaces around its number', { maThe: ' DN4990000000001 ' }, {}],
  ['the social insurance number for it', { maThe: '0000000001' }, { number: '0000000001' }],
  ['the personal number for it', { maThe: '099151012345' }, { number: '099151012345' }],
  ['a facility as a number, its nought lost', { maDKBD: 1253 }, {}],
  ['nothing of it', { maThe: null, maDKBD: null, gtTheTu: null }, none('number', 'registeredFacility', 'validFrom')],
  [
    'other forms',
    { maThe: 'DN9990000000001', maDKBD: '1', gtTheTu: '2026' },
    none('number', 'registeredFacility', 'validFrom'),
  ],
  [
    'no texts',
    { maThe: ['DN4990000000001'], maDKBD: {}, gtTheTu: 20260101 },
    none('number', 'registeredFacility', 'validFrom'),
  ],
  [
    'a text without end',
    { maThe: 'DN499'.repeat(10_000), maDKBD: '9'.repeat(10_000) },
    none('number', 'registeredFacility'),
  ],
  ['an end before its beginning', { gtTheTu: '01/01/2027' }, none('validFrom')],
])('of a card the portal tells %s', async (_name, told, kept) => {
  const answer = {
    ...{ maKetQua: '000', maThe: 'DN4990000000001', maDKBD: '01253', gtTheTu: '01/01/2026', gtTheDen: '31/12/2026' },
    ...told,
  };
  const url = await portalThatAnswers((_request, response) => response.end(JSON.stringify(answer)));
  const { eligibility, insuranceCard } = await checkedOf(documentOf(valid), clientOf(url));
  expect(eligibility).toMatchObject({ status: 'valid', maKetQua: '000', validUntil: '2026-12-31' });
  expect(eligibility.registeredHere).toBe(insuranceCard?.registeredFacility === undefined ? undefined : false);
  expect(insuranceCard).toEqual({
    ...{ number: 'DN4990000000001', registeredFacility: '01253', validFrom: '2026-01-01' },
    ...kept,
  });
});

function none(...names: string[]): Record<string, undefined> {
  return Object.fromEntries(names.map((name) => [name, undefined]));
}
