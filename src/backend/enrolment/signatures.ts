import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { FastifyRequest } from 'fastify';
import {
  clockTolerance,
  contentDigest,
  readParameters,
  readSignature,
  requestSignature,
} from '../../contract/request-signature.ts';
import { sendProblem, type Routes } from '../http.ts';
import { speakJsonOnly } from '../json.ts';

/** Of a request that was signed with its key, whosever that is. */
export interface Signature {
  /** Raw ed25519 public key. */
  publicKey: Buffer;
  nonce: string;
  /** When it is too old, in milliseconds since the epoch. */
  expiresAt: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by {@link requireSignature}. */
    signature: Signature;
    /** Of what a parser read. */
    bodyDigest: string;
  }
}

/**
 * Lets in what is signed, now, by the key that it names: the line of the request, its idempotency key, and the body, which is
 * compared before any handler sees it. Whose key it is, and whether it came before, is for others to ask.
 *
 * 401 BACKEND_REFUSED; 401 CLOCK_SKEWED with the server's `Date`.
 */
export function requireSignature(routes: Routes, now: () => number): void {
  routes.addHook('onRequest', async (request, reply) => {
    const signed = await verifiedSignature(request);
    if (!signed) return sendProblem(reply, 401, 'BACKEND_REFUSED');
    const { created, publicKey, nonce } = signed;
    if (Math.abs(now() - created * 1_000) > clockTolerance * 1_000)
      return sendProblem(reply.header('date', new Date(now()).toUTCString()), 401, 'CLOCK_SKEWED');
    request.signature = { publicKey, nonce, expiresAt: (created + clockTolerance) * 1_000 };
    return undefined;
  });

  // A body that no parser read is none to any handler, and must have been signed as none.
  routes.decorateRequest('bodyDigest', digestOf(''));
  speakJsonOnly(routes, (request, body) => {
    request.bodyDigest = digestOf(body);
  });
  routes.addHook('preValidation', async (request, reply) => {
    if (request.bodyDigest === request.headers['content-digest']) return undefined;
    return sendProblem(reply, 401, 'BACKEND_REFUSED');
  });
}

const digestOf = (body: Buffer | string): string => contentDigest(hash('sha256', body, 'base64'));

/** On one of libuv's threads: it takes longer than all else that a request needs. */
const verified = promisify(verify);

/** Node joins a header that comes twice: neither signature is taken then. */
async function verifiedSignature(request: FastifyRequest) {
  const { 'signature-input': input, signature, 'content-digest': digest, 'idempotency-key': key } = request.headers;
  if (typeof input !== 'string' || typeof signature !== 'string' || typeof digest !== 'string') return undefined;
  const parameters = readParameters(input);
  const bytes = readSignature(signature);
  if (!parameters || bytes === undefined) return undefined;
  const expected = requestSignature(
    {
      method: request.method,
      target: request.url,
      contentDigest: digest,
      idempotencyKey: typeof key === 'string' ? key : undefined,
    },
    parameters,
  );
  if (input !== expected.input) return undefined;
  if (!(await verified(null, Buffer.from(expected.base), keyOf(parameters.keyid), Buffer.from(bytes, 'base64'))))
    return undefined;
  return { ...parameters, publicKey: Buffer.from(parameters.keyid, 'base64url') };
}

const mostKeys = 2_000;
const keys = new Map<string, KeyObject>();

/** Making one takes half as long as verifying by it. */
function keyOf(keyid: string): KeyObject {
  const known = keys.get(keyid);
  if (known) return known;
  if (keys.size === mostKeys) keys.clear();
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: keyid } });
  keys.set(keyid, key);
  return key;
}
