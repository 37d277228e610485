import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  readParameters,
  readSignature,
  requestSignature,
  signatureBase,
  signatureHeader,
} from '../../src/contract/request-signature.ts';
import { atRandom } from '../support/at-random.ts';

/** RFC 9421, appendix B.1.4. */
const privateKey = createPrivateKey(
  '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----\n',
);
const publicKey = createPublicKey(
  '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----\n',
);

test('the published signature of RFC 9421 B.2.6 comes out, and holds', () => {
  const base = signatureBase(
    [
      ['date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
      ['@method', 'POST'],
      ['@path', '/foo'],
      ['@authority', 'example.com'],
      ['content-type', 'application/json'],
      ['content-length', '18'],
    ],
    ';created=1618884473;keyid="test-key-ed25519"',
  );
  const published =
    'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:';
  const bytes = Buffer.from(published.slice('sig-b26=:'.length, -1), 'base64');
  expect(verify(null, Buffer.from(base), publicKey, bytes)).toBe(true);
  // Ed25519 is deterministic (RFC 8032): the same text gives the same signature.
  expect(sign(null, Buffer.from(base), privateKey)).toEqual(bytes);
});

const nonce = 'AAAAAAAAAAAAAAAAAAAAAA';
const keyid = 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs';

test('a kiosk’s request is signed in the one profile', () => {
  const { input, base } = requestSignature(
    {
      method: 'POST',
      target: '/v1/numbers?a=1&b=?',
      contentDigest: 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:',
      idempotencyKey: 'k'.repeat(22),
    },
    { created: 1_795_000_000, nonce, keyid },
  );
  expect(input).toBe(
    'tram=("@method" "@path" "@query" "content-digest" "idempotency-key");created=1795000000;nonce="AAAAAAAAAAAAAAAAAAAAAA";keyid="JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs";alg="ed25519"',
  );
  expect(base).toBe(`"@method": POST
"@path": /v1/numbers
"@query": ?a=1&b=?
"content-digest": sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:
"idempotency-key": kkkkkkkkkkkkkkkkkkkkkk
"@signature-params": ${input.slice('tram='.length)}`);
});

test('without a query and a key, what is covered says so', () => {
  const { input, base } = requestSignature(
    { method: 'GET', target: '/v1/services', contentDigest: 'd' },
    { created: 1, nonce, keyid },
  );
  expect(input).toContain('("@method" "@path" "@query" "content-digest");');
  expect(base.split('\n')[2]).toBe('"@query": ?');
});

// What can stand on a request line and in a header that Node has taken in: no control characters.
const visible = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
const requests = fc.record({
  method: fc.constantFrom('GET', 'POST', 'DELETE'),
  target: visible.map((text) => `/${text.replaceAll(' ', '')}`),
  contentDigest: visible,
  idempotencyKey: fc.option(visible, { nil: undefined }),
});

test('no two requests have the same text to sign', () => {
  const seen = new Map<string, string>();
  for (const request of atRandom(requests, 2_000)) {
    // `/a` and `/a?` mean the same to every server.
    const same = JSON.stringify({
      ...request,
      target: request.target.includes('?') ? request.target : `${request.target}?`,
    });
    const { base } = requestSignature(request, { created: 1, nonce, keyid });
    expect(seen.get(base) ?? same).toBe(same);
    seen.set(base, same);
  }
});

const parameters = { created: 1_795_000_000, nonce, keyid };
const { input } = requestSignature({ method: 'GET', target: '/', contentDigest: 'd' }, parameters);

test('what a signature says of itself is read back', () => {
  expect(readParameters(input)).toEqual(parameters);
  const bytes = Buffer.alloc(64, 7).toString('base64');
  expect(readSignature(signatureHeader(bytes))).toBe(bytes);
});

test.each([
  ['no algorithm', input.replace(';alg="ed25519"', '')],
  ['another algorithm', input.replace('ed25519', 'hmac-sha256')],
  ['a parameter more behind', `${input};tag="x"`],
  ['a second signature behind', `${input}, other=("@method");created=1`],
  ['another order', input.replace(/;created=\d+(;nonce="[^"]+")/, '$1;created=1795000000')],
  ['a short nonce', input.replace(nonce, 'AAAA')],
  ['a quote in the nonce', input.replace(nonce, 'AAAAAAAAAA\\"AAAAAAAAAA')],
  ['a time before all', input.replace('1795000000', '-5')],
  ['a time with a fraction', input.replace('1795000000', '1795000000.5')],
  ['a time beyond all', input.replace('1795000000', '9'.repeat(13))],
  ['spaces between', input.replaceAll(';', '; ')],
  ['a token for a string', input.replace(`"${nonce}"`, nonce)],
])('%s is not read', (_name, text) => {
  expect(readParameters(text)).toBeUndefined();
});

test.each([
  '',
  'tram=::',
  `tram=:${Buffer.alloc(63).toString('base64')}:`,
  `tram=:${Buffer.alloc(64).toString('base64')}:, tram=:${Buffer.alloc(64).toString('base64')}:`,
  `other=:${Buffer.alloc(64).toString('base64')}:`,
  `tram=:${Buffer.alloc(64).toString('base64url')}:`,
])('signature %j is not read', (header) => {
  expect(readSignature(header)).toBeUndefined();
});
