import { createCipheriv, createDecipheriv } from 'node:crypto';
import { cmac } from '@noble/ciphers/aes.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { protocolBroken } from './chip-error.ts';

const block = 16;

/** AES-128-CBC without padding; `data` is whole blocks. */
export function encryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return concatBytes(cipher.update(data), cipher.final());
}

export function decryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  if (data.length === 0 || data.length % block !== 0) throw protocolBroken('ciphertext is not whole blocks');
  const decipher = createDecipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return concatBytes(decipher.update(data), decipher.final());
}

/** One block in ECB, for the initialisation vectors of secure messaging. */
export const encryptBlock = (key: Uint8Array, data: Uint8Array): Uint8Array =>
  encryptCbc(key, new Uint8Array(block), data);

/** AES-CMAC cut to eight bytes (ICAO 9303-11 §9.8.6.2). */
export const mac = (key: Uint8Array, ...parts: Uint8Array[]): Uint8Array =>
  cmac(concatBytes(...parts), key).slice(0, 8);

/** ISO 9797-1 padding method 2: `80`, then zeros to a whole block. */
export function pad(data: Uint8Array): Uint8Array {
  const padded = new Uint8Array((Math.floor(data.length / block) + 1) * block);
  padded.set(data);
  padded[data.length] = 0x80;
  return padded;
}

export function unpad(data: Uint8Array): Uint8Array {
  const end = data.findLastIndex((byte) => byte !== 0);
  if (data[end] !== 0x80 || data.length - end > block) throw protocolBroken('padding');
  return data.subarray(0, end);
}
