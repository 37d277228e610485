import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** By which the centre's server knows this kiosk. The private half never leaves the machine. */
export interface KioskKey {
  /** Raw ed25519 public key, base64url. */
  publicKey: string;
  /** @returns 64 bytes in base64 */
  sign: (text: string) => string;
}

const inUse = (dataDirectory: string) => join(dataDirectory, 'kiosk.key');
const untilEnrolled = (dataDirectory: string) => join(dataDirectory, 'new-kiosk.key');

/**
 * @returns undefined where this kiosk was not enrolled yet
 * @throws where the key's file is no ed25519 key, or others than its owner may read it
 */
export function readKey(dataDirectory: string): KioskKey | undefined {
  const file = inUse(dataDirectory);
  return existsSync(file) ? keyIn(file) : undefined;
}

/**
 * A key that is not in use yet: a new one, or the one of an enrolment whose answer never came.
 * @returns the key, and what puts it in the place of the one in use
 */
export function prepareKey(dataDirectory: string): { key: KioskKey; use: () => void } {
  const file = untilEnrolled(dataDirectory);
  mkdirSync(dataDirectory, { recursive: true });
  if (!existsSync(file)) write(file);
  return { key: keyIn(file), use: () => renameSync(file, inUse(dataDirectory)) };
}

/** On the disk before anybody is told of it. */
function write(file: string): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  const unfinished = `${file}.unfinished`;
  const handle = openSync(unfinished, 'w', 0o600);
  writeSync(handle, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  fsyncSync(handle);
  closeSync(handle);
  renameSync(unfinished, file);
}

function keyIn(file: string): KioskKey {
  if ((statSync(file).mode & 0o077) !== 0) throw new Error(`others may read ${file}: chmod 600 it, and enrol anew`);
  const privateKey = createPrivateKey(readFileSync(file));
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (privateKey.asymmetricKeyType !== 'ed25519' || x === undefined) throw new Error(`${file} is no ed25519 key`);
  return { publicKey: x, sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64') };
}
