import { concatBytes } from '@noble/hashes/utils.js';
import type { MrzKey } from '../../../src/contract/chip.ts';
import { ChipError, protocolBroken } from '../chip-error.ts';
import { instruction, status } from '../codec/apdu.ts';
import { pad, tripleDes } from '../messaging/cipher.ts';
import type { Exchange } from '../messaging/exchange.ts';
import type { SessionKeys } from '../messaging/secure-messaging.ts';
import type { Random } from './domain-parameters.ts';
import { sameBytes, sessionKeys } from './key-agreement.ts';
import { basicAccessSeed, refusesPassword } from './password.ts';

const nonceBytes = 8;
const keyBytes = 16;
const cryptogramBytes = 2 * nonceBytes + keyBytes;

/**
 * Basic access control (ICAO 9303-11 §4.3), where the eMRTD application is selected.
 * @throws ChipError `CARD_ACCESS_DENIED` wrong MRZ, `CARD_NOT_SUPPORTED` the chip knows no BAC, `CARD_UNREADABLE`
 */
export async function establishBasicAccess(exchange: Exchange, mrz: MrzKey, random: Random): Promise<SessionKeys> {
  const { encryption, mac } = sessionKeys(tripleDes, basicAccessSeed(mrz));
  const code = (cryptogram: Uint8Array) => tripleDes.mac(mac, pad(cryptogram, tripleDes.blockBytes));

  const chipNonce = await getChallenge(exchange);
  const nonce = random(nonceBytes);
  const keyPart = random(keyBytes);
  const proof = tripleDes.encrypt(encryption, concatBytes(nonce, chipNonce, keyPart));
  const answer = await externalAuthenticate(exchange, concatBytes(proof, code(proof)));

  const cryptogram = answer.subarray(0, cryptogramBytes);
  if (!sameBytes(answer.subarray(cryptogramBytes), code(cryptogram))) throw protocolBroken('MAC of the chip');
  const plain = tripleDes.decrypt(encryption, cryptogram);
  if (!sameBytes(plain.subarray(0, 2 * nonceBytes), concatBytes(chipNonce, nonce)))
    throw protocolBroken('nonces of the chip');

  const seed = plain.subarray(2 * nonceBytes).map((byte, index) => byte ^ (keyPart[index] ?? 0));
  // ICAO 9303-11 §9.8.6.3: the last four bytes of each nonce.
  return { ...sessionKeys(tripleDes, seed), counter: concatBytes(chipNonce.subarray(4), nonce.subarray(4)) };
}

async function getChallenge(exchange: Exchange): Promise<Uint8Array> {
  const { data, sw } = await exchange.send({ ins: instruction.getChallenge, p1: 0, p2: 0, le: nonceBytes });
  if (sw !== status.success) throw new ChipError('CARD_NOT_SUPPORTED', `GET CHALLENGE: ${sw.toString(16)}`);
  if (data.length !== nonceBytes) throw protocolBroken('length of a challenge');
  return data;
}

async function externalAuthenticate(exchange: Exchange, data: Uint8Array): Promise<Uint8Array> {
  const command = { ins: instruction.externalAuthenticate, p1: 0, p2: 0, data, le: data.length };
  const { data: answer, sw } = await exchange.send(command);
  if (refusesPassword(sw)) throw new ChipError('CARD_ACCESS_DENIED', 'wrong MRZ');
  if (sw !== status.success || answer.length !== data.length)
    throw protocolBroken(`EXTERNAL AUTHENTICATE: ${sw.toString(16)}`);
  return answer;
}
