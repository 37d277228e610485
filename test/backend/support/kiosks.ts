import { createHash, createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import { transact, type Database } from '../../../src/backend/store/database.ts';
import { enrolKiosk } from '../../../src/backend/store/kiosks.ts';
import { contentDigest, requestSignature, signatureHeader } from '../../../src/contract/request-signature.ts';
import type { KioskKey } from '../../../src/main/backend/key.ts';

/** PKCS#8 (RFC 8410) around 32 bytes. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** PEM, the same for a name each time. */
export function privateKeyOf(kiosk: string): string {
  const seed = createHash('sha256').update(`key of ${kiosk}`).digest();
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

export function keyOf(kiosk: string): KioskKey {
  const privateKey = createPrivateKey(privateKeyOf(kiosk));
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { publicKey: x, sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64') };
}

/** As if each had enrolled with the key of its name, before anything else happened. */
export async function enrolled(database: Database, kiosks: readonly string[], at = 0): Promise<void> {
  await transact(database, async (transaction) => {
    for (const kiosk of kiosks)
      await enrolKiosk(transaction, kiosk, Buffer.from(keyOf(kiosk).publicKey, 'base64url'), at);
  });
}

export interface ToSign {
  method: string;
  path: string;
  body?: string | Uint8Array | undefined;
  idempotencyKey?: string | undefined;
  /** Milliseconds. */
  at: number;
  nonce?: string;
}

export function signedHeaders({ publicKey, sign }: KioskKey, request: ToSign): Record<string, string> {
  const { method, path, body, idempotencyKey, at, nonce = randomBytes(16).toString('base64url') } = request;
  const digest = contentDigest(
    createHash('sha256')
      .update(body ?? '')
      .digest('base64'),
  );
  const { input, base } = requestSignature(
    { method, target: path, contentDigest: digest, idempotencyKey },
    { created: Math.floor(at / 1_000), nonce, keyid: publicKey },
  );
  return {
    'content-digest': digest,
    'signature-input': input,
    signature: signatureHeader(sign(base)),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  };
}
