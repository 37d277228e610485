import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';

export const sealingKeyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const version = 1;

/** The one key of the centre, spread over its four uses (HKDF, RFC 5869). */
export interface Sealing {
  /** AES-256-GCM over the value's JSON; the record's name is authenticated with it, so that a seal cannot be moved. */
  seal(record: string, value: unknown): Buffer;
  /** @throws where the seal was altered, belongs to another record or to another key */
  open(record: string, sealed: Uint8Array): unknown;
  /**
   * A keyed fingerprint of a person, use and day: tells a return from a first visit and links no two days. Without a day it links
   * them, for the one use that must.
   * @param person a personal number, or what else is nobody else's
   * @param use a service, or a word that is none's
   */
  personMark(person: string, use: string, serviceDay?: string): Buffer;
  /** A keyed fingerprint of a secret that was random when it was made: a code, a session's token. */
  secretMark(secret: string): Buffer;
  /** A keyed fingerprint of a request, since its answers may be few enough to guess. */
  requestMark(request: unknown): Buffer;
}

/** @param key 32 random bytes */
export function createSealing(key: Uint8Array): Sealing {
  if (key.length !== sealingKeyBytes) throw new Error('the sealing key must have 32 bytes');
  // Node takes longer to find out what a key of bytes is than to seal with it.
  const derive = (use: string) => createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `tram ${use} 1`, 32)));
  const sealKey = derive('seal');
  const personKey = derive('person');
  const requestKey = derive('request');
  const secretKey = derive('secret');

  return {
    seal(record, value) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(record));
      const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(version), nonce, text, cipher.getAuthTag()]);
    },
    open(record, sealed) {
      const bytes = Buffer.from(sealed);
      if (bytes.length < 1 + nonceBytes + tagBytes || bytes[0] !== version) throw new Error('not a sealed record');
      const nonce = bytes.subarray(1, 1 + nonceBytes);
      const text = bytes.subarray(1 + nonceBytes, -tagBytes);
      const decipher = createDecipheriv('aes-256-gcm', sealKey, nonce, { authTagLength: tagBytes })
        .setAAD(Buffer.from(record))
        .setAuthTag(bytes.subarray(-tagBytes));
      return JSON.parse(Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')) as unknown;
    },
    personMark: (person, use, serviceDay = 'any day') =>
      createHmac('sha256', personKey).update(`${person} ${use} ${serviceDay}`).digest(),
    secretMark: (secret) => createHmac('sha256', secretKey).update(secret).digest(),
    requestMark: (request) => createHmac('sha256', requestKey).update(JSON.stringify(request, sortedKeys)).digest(),
  };
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
