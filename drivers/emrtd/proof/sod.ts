import { malformed } from '../chip-error.ts';
import { childAt, parseTlv, smallInteger } from '../codec/tlv.ts';
import type { Certificate } from './certificate.ts';
import { type SignedData, type Signer, certificateOf, parseSignedData } from './cms.ts';
import { digestOf } from './signature.ts';

/** EF.SOD: the issuer's signature over the hashes of all data groups (ICAO 9303-10 §4.6.2, RFC 5652). */
export interface Sod {
  /** How node:crypto calls the hash of the data groups. */
  readonly hashAlgorithm: string;
  /** By data-group number, 1 to 16. */
  readonly hashes: ReadonlyMap<number, Uint8Array>;
  readonly signedData: SignedData;
  /** ICAO 9303-10 asks for one; of several the first counts. */
  readonly signer: Signer;
  /** The certificate that the signer names, where the file holds it. */
  readonly certificate: Certificate | undefined;
}

/** id-icao-mrtd-security-ldsSecurityObject. */
const securityObject = '2.23.136.1.1.1';

/** @throws ChipError `CARD_DATA_INVALID` */
export function parseSod(file: Uint8Array): Sod {
  const signedData = parseSignedData(childAt(parseTlv(file, 0x77), 0, 0x30));
  const [signer] = signedData.signers;
  if (signedData.contentType !== securityObject || signer === undefined) throw malformed('EF.SOD signs something else');
  const certificate = certificateOf(signer, signedData);
  return { ...parseSecurityObject(signedData.content), signedData, signer, certificate };
}

/**
 * LDSSecurityObject: version 0 up to LDS 1.7, version 1 from 1.8 on. What the latter adds, the versions of LDS and Unicode,
 * changes nothing in how a card is read.
 */
function parseSecurityObject(content: Uint8Array): Pick<Sod, 'hashAlgorithm' | 'hashes'> {
  const object = parseTlv(content, 0x30);
  if (smallInteger(childAt(object, 0, 0x02)) > 1) throw malformed('version of the LDS security object');
  const hashes = new Map<number, Uint8Array>();
  for (const entry of childAt(object, 2, 0x30).children) {
    const number = smallInteger(childAt(entry, 0, 0x02));
    if (number < 1 || number > 16) throw malformed('EF.SOD lists an unknown data group');
    if (hashes.has(number)) throw malformed('EF.SOD lists a data group twice');
    hashes.set(number, childAt(entry, 1, 0x04).value);
  }
  return { hashAlgorithm: digestOf(childAt(object, 1, 0x30)), hashes };
}
