import { describe, expect, it, vi } from 'vitest';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { cccdCardAccess, parseDg14, parseSecurityInfos } from '../../../drivers/emrtd/access/security-infos.ts';
import { ChipError } from '../../../drivers/emrtd/chip-error.ts';
import { encodeTlv, parseTlvs } from '../../../drivers/emrtd/codec/tlv.ts';
import { parseCom } from '../../../drivers/emrtd/document/com.ts';
import { parseDg1 } from '../../../drivers/emrtd/document/dg1.ts';
import { parseDg11 } from '../../../drivers/emrtd/document/dg11.ts';
import { parseDg12 } from '../../../drivers/emrtd/document/dg12.ts';
import { parseDg13 } from '../../../drivers/emrtd/document/dg13.ts';
import { parseDg15 } from '../../../drivers/emrtd/document/dg15.ts';
import { parseDg2 } from '../../../drivers/emrtd/document/dg2.ts';
import { showableFace } from '../../../drivers/emrtd/document/face.ts';
import { describeHolder } from '../../../drivers/emrtd/document/holder.ts';
import { decodeJpeg2000 } from '../../../drivers/emrtd/document/jpeg2000.ts';
import { readMrzText } from '../../../drivers/emrtd/document/mrz.ts';
import {
  comOf,
  dg11Of,
  dg12Of,
  dg13Of,
  dg14Of,
  dg15Of,
  dg1Of,
  passportDg1Of,
  portrait,
} from '../../../drivers/simulated/cards/files.ts';
import { makeKey } from '../../../drivers/simulated/cards/make-card.ts';
import {
  activeAuthenticationInfo,
  cccdInfos,
  chipAuthenticationPublicKeyInfo,
  paceInfo,
  securityInfosOf,
} from '../../../drivers/simulated/cards/security-infos.ts';
import { people, traveller } from '../../../drivers/simulated/people.ts';
import { bagOf, filesIn } from './bag.ts';
import { type Target, fuzz, opensGoodKey, patience } from './fuzz.ts';
import { fromHex } from '../kit.ts';

// Decoding is not what is fuzzed here: it takes its time for any picture.
const decoderReached = vi.hoisted(() => new Error('decoder'));
vi.mock('@cornerstonejs/codec-openjpeg/decodewasmjs', () => ({ default: () => Promise.reject(decoderReached) }));

const [citizen] = people;

/** The lines of ICAO 9303-5, -6 and -4, appendices A to C. */
const mrzs = [
  'I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
  'I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<D231458907UTO7408122F1204159<<<<<<<6',
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10',
].map(utf8ToBytes);

const jpegHeader = portrait('jpeg').subarray(0, 700);
const jp2 = Buffer.from(portrait('jpeg2000'));
const jp2Header = Uint8Array.from(jp2.subarray(0, jp2.indexOf('jp2c') + 300));
// Zero: up to the end of the file.
new DataView(jp2Header.buffer).setUint32(jp2.indexOf('jp2c') - 4, 0);
const codestream = jp2Header.slice(jp2.indexOf('jp2c') + 4);

const length = (value: number) => fromHex(value.toString(16).padStart(8, '0'));

/** ISO/IEC 19794-5:2005 with two feature points. */
function facialRecord(image: Uint8Array): Uint8Array {
  const face = concatBytes(
    fromHex('0002' + '00'.repeat(14) + '013100c2012600000132'.padEnd(32, '0')),
    new Uint8Array(12),
    image,
  );
  return concatBytes(
    utf8ToBytes('FAC\x00010\x00'),
    length(18 + face.length),
    fromHex('0001'),
    length(4 + face.length),
    face,
  );
}

/** ISO/IEC 39794-5. */
function faceImageDataBlock(image: Uint8Array): Uint8Array {
  const twoDimensions = encodeTlv(0xa0, encodeTlv(0x80, image), fromHex('a103800103'));
  const block = encodeTlv(0x30, fromHex('800100'), encodeTlv(0xa1, encodeTlv(0xa0, twoDimensions)));
  return encodeTlv(0xa1, encodeTlv(0x65, fromHex('a007800103810207e3'), encodeTlv(0xa1, block)));
}

function dg2(tag: number, record: Uint8Array): Uint8Array {
  const instance = encodeTlv(0x7f60, fromHex('a10a81010282010087020101'), encodeTlv(tag, record));
  return encodeTlv(0x75, encodeTlv(0x7f61, fromHex('020101'), instance));
}
const inBothForms = (image: Uint8Array) => [dg2(0x5f2e, facialRecord(image)), dg2(0x7f2e, faceImageDataBlock(image))];
const jpegs = inBothForms(jpegHeader);
const jpegs2000 = [jp2Header, codestream].flatMap(inBothForms);

const rsa = makeKey('rsa').publicKey;
const infos = securityInfosOf([
  ...cccdInfos,
  paceInfo({ mapping: 'CAM', cipher: 'aes256', parameterId: 18 }),
  activeAuthenticationInfo('sha256'),
  chipAuthenticationPublicKeyInfo(makeKey('brainpoolP256r1').publicKey, 7),
]);

/** SubjectPublicKeyInfo of RSA with a key of so many bytes, none of them sensible. */
function rsaKey(modulusBytes: number, exponentBytes: number): Uint8Array {
  const integer = (bytes: number) => encodeTlv(0x02, new Uint8Array(bytes).fill(0x55));
  const key = encodeTlv(0x30, integer(modulusBytes), integer(exponentBytes));
  return encodeTlv(0x30, fromHex('300d06092a864886f70d0101010500'), encodeTlv(0x03, Uint8Array.of(0), key));
}

const dg13 = dg13Of(citizen);
const dg11 = dg11Of(traveller);
const otherNames = encodeTlv(0xa0, fromHex('020101'), encodeTlv(0x5f0f, utf8ToBytes('MUSTER<<ANNA')));
const dg11WithOtherNames = encodeTlv(
  0x6b,
  fromHex('5c05a05f0f5f42'),
  otherNames,
  encodeTlv(0x5f42, utf8ToBytes('1 A ST<HA NOI')),
);

const targets: Record<string, Target> = {
  TLV: { seeds: [infos, dg13, dg15Of(rsa), fromHex('3080a0800201010000040100'.padEnd(28, '0'))], parse: parseTlvs },
  'an MRZ': { seeds: mrzs, parse: (input) => readMrzText(Buffer.from(input).toString('latin1')) },
  DG1: {
    seeds: [dg1Of(citizen), passportDg1Of(traveller), ...mrzs.map((mrz) => encodeTlv(0x61, encodeTlv(0x5f1f, mrz)))],
    parse: parseDg1,
  },
  DG2: { seeds: [...jpegs, ...jpegs2000], parse: parseDg2 },
  'a JPEG': {
    seeds: jpegs,
    async parse(input) {
      if ((await showableFace(input)) === undefined) throw new ChipError('CARD_DATA_INVALID', 'no face');
    },
  },
  'JPEG 2000': {
    seeds: jpegs2000,
    parse: (input) =>
      decodeJpeg2000(parseDg2(input).bytes).catch((error: unknown) => {
        if (error !== decoderReached) throw error;
      }),
  },
  DG11: { seeds: [dg11, dg11WithOtherNames], parse: parseDg11 },
  DG12: { seeds: [dg12Of(traveller)], parse: parseDg12 },
  DG13: { seeds: people.map((person) => dg13Of(person)), parse: parseDg13 },
  'security infos': { seeds: [infos, cccdCardAccess], parse: parseSecurityInfos },
  DG14: { seeds: [dg14Of(infos)], parse: parseDg14 },
  DG15: {
    seeds: [
      rsa,
      makeKey('brainpoolP256r1').publicKey,
      makeKey('secp521r1').publicKey,
      makeKey('prime256v1').publicKey,
    ].map(dg15Of),
    parse: parseDg15,
  },
  'EF.COM': {
    seeds: [comOf([1, 2, 13, 14, 15]), comOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])],
    parse: parseCom,
  },
  'a holder': {
    seeds: [bagOf(dg1Of(citizen), dg13), bagOf(passportDg1Of(traveller), dg11)],
    parse: (input) => describeHolder(filesIn(input).dataGroups, Date.UTC(2026, 0, 1)),
  },
};

it.each(Object.entries(targets))('takes or refuses whatever is given for %s', patience, (_, target) => fuzz(target));

describe('leaves OpenSSL as it was, having seen', () => {
  it.each([
    ['an enormous exponent', rsaKey(256, 8_192)],
    ['an enormous modulus', rsaKey(8_192, 3)],
    ['both', rsaKey(8_192, 8_191)],
  ])('%s', (_, key) => {
    expect(parseDg15(dg15Of(key))?.asymmetricKeyDetails).toBeUndefined();
    expect(opensGoodKey()).toBe(true);
  });
});
