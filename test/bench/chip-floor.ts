import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import { brainpoolP256r1 } from '@noble/curves/misc.js';
import type { Card } from '../../drivers/simulated/cards/card.ts';

// The least that a reading of a card can cost, told from the sizes of its files and ICAO 9303 alone.

/** What takes one command whatever it carries: PACE (ICAO 9303-11 §4.4), the application, chip authentication (§6.2). */
const fixedCommands = {
  'PACE, MSE:Set AT': 1,
  'PACE, GENERAL AUTHENTICATE': 4,
  'SELECT the application': 1,
  'chip authentication, MSE:Set AT': 1,
  'chip authentication, GENERAL AUTHENTICATE': 1,
};

/**
 * Each file by its short identifier, in reads as long as answers may be; the signature of active authentication in as many pieces.
 * @param answerBytes the longest answer, protection included, its status word apart
 */
export function leastApdus(card: Card, answerBytes: number, signatureBytes: number): number {
  const fileBytes = Object.values(card.application).map((file) => Buffer.from(file, 'base64').length);
  const room = dataWithin(answerBytes);
  const reads = fileBytes.reduce((sum, bytes) => sum + Math.ceil(bytes / room), 0);
  const cardAccess = Math.ceil(Buffer.from(card.masterFile['011c'] ?? '', 'base64').length / answerBytes);
  const signature = Math.ceil(protectedBytes(signatureBytes) / answerBytes);
  return Object.values(fixedCommands).reduce((sum, commands) => sum + commands, cardAccess + reads + signature);
}

/** Of an answer under AES: cryptogram with its padding and the byte that names it, status, MAC (ICAO 9303-11 §9.8.4). */
function protectedBytes(dataBytes: number): number {
  const value = 1 + 16 * (Math.floor(dataBytes / 16) + 1);
  const header = value < 0x80 ? 2 : value < 0x100 ? 3 : value < 0x10000 ? 4 : 5;
  return header + value + 4 + 10;
}

function dataWithin(answerBytes: number): number {
  let bytes = answerBytes;
  while (protectedBytes(bytes) > answerBytes) bytes -= 1;
  return bytes;
}

/**
 * What no reading with brainpoolP256r1 and AES-128 can do without, as the libraries at hand do it, and nothing around it. PACE: two
 * multiplications of the base point and one of the chip's, whose y node:crypto does not tell: y·(s·G + x·P) is (y·s)·G + (y·x)·P.
 * Two agreements by ECDH, PACE's and chip authentication's. Three verifications: the chip, EF.SOD, its signer. Two passes of AES
 * over all bytes, for the MAC and to decrypt, and one of SHA-256.
 */
export function barePrimitives(bytes: number): () => void {
  const { Point } = brainpoolP256r1;
  const scalar = Point.Fn.ORDER - 0x1234567n;
  const chip = createECDH('brainpoolP256r1');
  const chipKey = chip.generateKeys();
  const theirs = Point.fromBytes(chipKey);
  const content = new Uint8Array(16 * Math.ceil(bytes / 16));
  const signatures = ['brainpoolP256r1', 'brainpoolP256r1', 'brainpoolP384r1'].map((namedCurve) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
    return { publicKey, signature: sign('sha256', content, privateKey) };
  });
  const [key, iv] = [new Uint8Array(16), new Uint8Array(16)];

  return () => {
    Point.BASE.multiply(scalar);
    Point.BASE.multiply(scalar - 1n).add(theirs.multiply(scalar));
    for (let agreement = 0; agreement < 2; agreement += 1) {
      const ours = createECDH('brainpoolP256r1');
      ours.generateKeys();
      ours.computeSecret(chipKey);
    }
    for (const { publicKey, signature } of signatures) verify('sha256', content, publicKey, signature);
    createCipheriv('aes-128-cbc', key, iv).update(content);
    createDecipheriv('aes-128-cbc', key, iv).update(content);
    createHash('sha256').update(content).digest();
  };
}
