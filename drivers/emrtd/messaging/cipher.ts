import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { cmac } from '@noble/ciphers/aes.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { protocolBroken } from '../chip-error.ts';

/** One of the four ciphers of PACE, BAC, chip authentication and secure messaging (ICAO 9303-11 §9.7, §9.8). */
export interface Cipher {
  readonly name: 'AES-128' | 'AES-192' | 'AES-256' | '3DES';
  /** Bytes of a block, and of the send sequence counter. */
  readonly blockBytes: 8 | 16;
  /** @param counter 1 encryption, 2 MAC, 3 from a password (ICAO 9303-11 §9.7.1) */
  deriveKey(secret: Uint8Array, counter: 1 | 2 | 3): Uint8Array;
  /** CBC without padding; `data` is whole blocks. @param iv zeros where absent */
  encrypt(key: Uint8Array, data: Uint8Array, iv?: Uint8Array): Uint8Array;
  /** @throws ChipError `CARD_UNREADABLE` where `data` is not whole blocks */
  decrypt(key: Uint8Array, data: Uint8Array, iv?: Uint8Array): Uint8Array;
  /** Eight bytes: AES-CMAC cut short, or the retail MAC of ISO 9797-1 (algorithm 3), whose data must be padded blocks. */
  mac(key: Uint8Array, ...parts: Uint8Array[]): Uint8Array;
  /** The initialisation vector of a protected command or answer (ICAO 9303-11 §9.8.6.1, §9.8.7.1). */
  initialisationVector(key: Uint8Array, counter: Uint8Array): Uint8Array;
}

const aes = (bits: 128 | 192 | 256): Cipher => {
  const algorithm = `aes-${bits}-cbc`;
  const encrypt: Cipher['encrypt'] = (key, data, iv = new Uint8Array(16)) =>
    run(createCipheriv(algorithm, key, iv), data);
  return {
    name: `AES-${bits}`,
    blockBytes: 16,
    deriveKey: (secret, counter) => derive(bits === 128 ? 'sha1' : 'sha256', secret, counter).slice(0, bits / 8),
    encrypt,
    decrypt(key, data, iv = new Uint8Array(16)) {
      wholeBlocks(data, 16);
      return run(createDecipheriv(algorithm, key, iv), data);
    },
    mac: (key, ...parts) => cmac(concatBytes(...parts), key).slice(0, 8),
    initialisationVector: (key, counter) => encrypt(key, counter),
  };
};

/** A key of 16 bytes, derived by SHA-1. */
export const aes128 = aes(128);
/** A key of 24 bytes, derived by SHA-256. */
export const aes192 = aes(192);
/** A key of 32 bytes, derived by SHA-256. */
export const aes256 = aes(256);

/** Two keys, K1 ‖ K2. */
export const tripleDes: Cipher = {
  name: '3DES',
  blockBytes: 8,
  deriveKey: (secret, counter) => withOddParity(derive('sha1', secret, counter).slice(0, 16)),
  encrypt: (key, data, iv = new Uint8Array(8)) => run(createCipheriv('des-ede-cbc', key, iv), data),
  decrypt(key, data, iv = new Uint8Array(8)) {
    wholeBlocks(data, 8);
    return run(createDecipheriv('des-ede-cbc', key, iv), data);
  },
  mac(key, ...parts) {
    const first = key.subarray(0, 8);
    // OpenSSL 3 has no single DES: with both keys the same, triple DES is one.
    const single = concatBytes(first, first);
    const last = this.encrypt(single, concatBytes(...parts)).slice(-8);
    return this.encrypt(concatBytes(first, key.subarray(8, 16)), this.decrypt(single, last));
  },
  initialisationVector: () => new Uint8Array(8),
};

const derive = (hash: 'sha1' | 'sha256', secret: Uint8Array, counter: number): Uint8Array =>
  createHash(hash)
    .update(secret)
    .update(Uint8Array.of(0, 0, 0, counter))
    .digest();

function run(
  cipher: ReturnType<typeof createCipheriv> | ReturnType<typeof createDecipheriv>,
  data: Uint8Array,
): Uint8Array {
  cipher.setAutoPadding(false);
  return concatBytes(cipher.update(data), cipher.final());
}

function wholeBlocks(data: Uint8Array, blockBytes: number): void {
  if (data.length === 0 || data.length % blockBytes !== 0) throw protocolBroken('ciphertext is not whole blocks');
}

/** Each byte's lowest bit makes its count of ones odd, as the published examples have their keys. */
const withOddParity = (key: Uint8Array): Uint8Array =>
  key.map((byte) => {
    const high = byte & 0xfe;
    const ones = high.toString(2).replaceAll('0', '').length;
    return ones % 2 === 0 ? high | 1 : high;
  });

/** ISO 9797-1 padding method 2: `80`, then zeros to a whole block. */
export function pad(data: Uint8Array, blockBytes: number): Uint8Array {
  const padded = new Uint8Array((Math.floor(data.length / blockBytes) + 1) * blockBytes);
  padded.set(data);
  padded[data.length] = 0x80;
  return padded;
}

/** @throws ChipError `CARD_UNREADABLE` */
export function unpad(data: Uint8Array, blockBytes: number): Uint8Array {
  const end = data.findLastIndex((byte) => byte !== 0);
  if (data[end] !== 0x80 || data.length - end > blockBytes) throw protocolBroken('padding');
  return data.subarray(0, end);
}
