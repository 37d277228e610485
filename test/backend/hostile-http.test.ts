import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { parseJson } from '../../src/backend/json.ts';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { pageOf } from './support/staff.ts';

/** Speaks bytes to the server, and gives all that it says until it hangs up or has said enough. */
async function speak(url: string, text: string | Buffer, isEnough: (heard: string) => boolean = () => false) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  let heard = '';
  socket.setEncoding('utf8').on('data', (piece: string) => {
    heard += piece;
    if (isEnough(heard)) socket.destroy();
  });
  socket.on('error', () => undefined);
  socket.write(text);
  await once(socket, 'close');
  return heard;
}

const isAlive = async (url: string) => (await fetch(`${url}/v1/health`)).status === 200;

const nonsense: [name: string, text: string | Buffer, status: number][] = [
  ['no HTTP', 'XYZZY\r\n\r\n', 400],
  ['a request of another protocol', Buffer.from('16030100a5010000a10303', 'hex'), 400],
  ['a header line without a name', 'GET /v1/board HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n', 400],
  [
    'two lengths',
    'POST /v1/staff-sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef',
    400,
  ],
  [
    'a length and pieces',
    'POST /v1/staff-sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  ['headers without end', `GET /v1/board HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  [
    'an address without end',
    `GET /v1/board?${'x'.repeat(5_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    414,
  ],
  ['an address that is none', 'GET /v1/board/%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
  ['a token without end', `GET /v1/tickets/${'x'.repeat(900)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 414],
];

test('nonsense is answered with a problem, and nothing of it is kept', async () => {
  const { url, log } = await startBackend();
  for (const [name, text, status] of nonsense) {
    const heard = await speak(url, text);
    expect([name, heard.split(' ')[1]]).toEqual([name, String(status)]);
    expect(heard.toLowerCase()).toContain('content-type: application/problem+json');
    expect(JSON.parse(heard.slice(heard.indexOf('\r\n\r\n')))).toMatchObject({ status, code: 'BACKEND_REFUSED' });
    expect(await isAlive(url)).toBe(true);
  }
  expect(log).toEqual([]);
});

const tricks = [
  ['a path that climbs', '/v1/../../etc/passwd'],
  ['one that climbs in disguise', '/v1/%2e%2e/%2e%2e/etc/passwd'],
  ['a path with a zero byte', '/v1/board%00'],
  ['two strokes', '//v1/board'],
  ['the documentation as a way out', '/v1/docs/static/..%2f..%2fpackage.json'],
  ['another case', '/V1/BOARD'],
];

test('a path leads nowhere by a trick', async () => {
  const { url } = await startBackend();
  for (const [name, path] of tricks) {
    const heard = await speak(url, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect([name, heard.split(' ')[1]]).toEqual([name, expect.stringMatching(/^40[034]$/)]);
    expect(heard).toContain('application/problem+json');
    expect(heard).not.toMatch(/root:|dependencies/);
  }
});

test('methods that a route does not have do nothing', async () => {
  const { url } = await startBackend();
  for (const method of ['TRACE', 'OPTIONS', 'PUT', 'DELETE', 'CONNECT']) {
    const heard = await speak(
      url,
      `${method} /v1/board HTTP/1.1\r\nHost: x\r\nX-Secret: y\r\nConnection: close\r\n\r\n`,
    );
    expect([method, /^HTTP\/1.1 2|X-Secret/.test(heard)]).toEqual([method, false]);
    expect(await isAlive(url)).toBe(true);
  }
});

test('HEAD is GET without its body', async () => {
  const { url } = await startBackend();
  const heard = await speak(url, 'HEAD /v1/board HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(heard).toMatch(/^HTTP\/1.1 200/);
  expect(heard.endsWith('\r\n\r\n')).toBe(true);
});

test('requests in one breath are answered each, in order', async () => {
  const { url } = await startBackend();
  const ask = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
  const paths = ['/v1/health', '/v1/nothing', '/v1/board', '/v1/health'];
  const heard = await speak(url, paths.map((path) => ask(path)).join('') + ask('/v1/nothing', 'Connection: close\r\n'));
  expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual(
    ['200', '404', '200', '200', '404'].map((status) => `HTTP/1.1 ${status}`),
  );
});

test('what the answer says of itself keeps browsers from keeping and guessing', async () => {
  const { url } = await startBackend();
  for (const path of ['/v1/board', '/v1/nothing', '/v1/services']) {
    const { headers } = await fetch(url + path);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  }
});

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

test.each([
  ['a name twice', '{"queue":"a","queue":"b"}'],
  ['a name twice, once in disguise', '{"queue":"a","qu\\u0065ue":"b"}'],
  ['a name twice, deep', '[{"a":{"b":1,"c":{},"b":2}}]'],
  ['nested too deeply', nested(33)],
  ['a prototype', '{"a":{"__proto__":{"x":1}}}'],
  ['a prototype in disguise', '{"\\u005f_proto__":1}'],
  ['no UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22])],
  ['half a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ['a mark before it', Buffer.from('\ufeff{}')],
  ['nothing', ''],
  ['two values', '{}{}'],
])('JSON with %s is refused', (_name, text) => {
  expect(() => parseJson(Buffer.from(text))).toThrow(SyntaxError);
});

test.each([
  ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}'],
  ['{"a":"\\"a\\":1,\\"a\\":2","b":"}]{[","c\\\\":"\\\\"}'],
  ['["a:",":","a"]'],
  [nested(32)],
  ['{"họ tên":"Nguyễn Thị Ánh"}'],
])('JSON as it should be is read: %s', (text) => {
  expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
});

test('a body that is not JSON by its type is refused', async () => {
  const { url } = await startBackend();
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    '',
  ];
  for (const type of types) {
    const response = await fetch(`${url}/v1/staff-sessions`, {
      method: 'POST',
      headers: { ...pageOf(url).headers, 'content-type': type },
      body: Buffer.from('{"staff":"lan","password":"12345678"}'),
    });
    expect([type, response.status]).toEqual([type, 415]);
    expect(await response.json()).toMatchObject({ status: 415, code: 'BACKEND_REFUSED' });
  }
});

test('a hundred of the largest bodies at once cost no number and no memory for long', async () => {
  const { url, log } = await startBackend();
  const kiosk = kioskOf(url);
  const largest = `{"service":"${'x'.repeat(524_288 - 14)}"}`;
  const before = process.memoryUsage().rss;
  const ask = () => kiosk.call('POST', '/v1/numbers', largest, newKey());
  const replies = await Promise.all(Array.from({ length: 100 }, ask));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([400]));
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1_048_576);
  expect(await kiosk.numberOf(ticketRequest())).toMatchObject({ number: 'K001' });
  expect(log).toEqual([]);
});

test('who sends his request drop by drop is cut off, and others are served meanwhile', async () => {
  const { server, url } = await startBackend();
  // Time runs faster here; that the times are set at all is asserted with it.
  expect([server.server.headersTimeout, server.server.requestTimeout]).toEqual([10_000, 15_000]);
  server.server.headersTimeout = 300;
  const dropped = speak(url, 'GET /v1/board HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  expect(await isAlive(url)).toBe(true);
  expect(await dropped).toMatch(/^HTTP\/1.1 408 [\s\S]*problem\+json/);
});
