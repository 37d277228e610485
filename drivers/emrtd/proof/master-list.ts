import { ifReadable, malformed } from '../chip-error.ts';
import { parseTlv } from '../codec/tlv.ts';
import { type Certificate, isAuthority, parseCertificate } from './certificate.ts';
import { type SignedData, certificateOf, parseSignedData, verifySigner } from './cms.ts';
import { elementOf, elementsOf } from './der.ts';

/** Three times the certificates of the largest list. */
export const maximumCertificates = 2_048;

/** A state's signed list of the roots that it believes (ICAO 9303-12 §9). */
export interface MasterList {
  /** Whoever has validly signed it, its issuer not yet judged. */
  readonly signers: readonly Certificate[];
  readonly authorities: readonly Certificate[];
  /** Entries that are no CA's or cannot be read. */
  readonly skipped: number;
}

const cscaMasterList = '2.23.136.1.1.2';

/**
 * CscaMasterList (ICAO 9303-12 §9) in SignedData (RFC 5652 §5).
 * @param bytes DER, or BER as some states write the SignedData; the list within is DER
 * @throws ChipError `CARD_DATA_INVALID`
 */
export function parseMasterList(bytes: Uint8Array): MasterList {
  const signedData = parseSignedData(parseTlv(bytes, 0x30));
  if (signedData.contentType !== cscaMasterList) throw malformed('signed data, but not a master list');

  const [version, list, ...others] = elementsOf(elementOf(signedData.content, 0x30).value, 3);
  if (version?.tag !== 0x02 || list?.tag !== 0x31 || others.length > 0) throw malformed('CscaMasterList');
  const entries = elementsOf(list.value, maximumCertificates);
  const authorities = entries.map(({ encoded }) => parseIfReadable(encoded)).filter((each) => each !== undefined);
  return { signers: validSigners(signedData), authorities, skipped: entries.length - authorities.length };
}

function validSigners(signedData: SignedData): Certificate[] {
  return signedData.signers.flatMap((signer) => {
    const certificate = certificateOf(signer, signedData);
    return certificate && verifySigner(signedData, signer, certificate) ? [certificate] : [];
  });
}

/** One odd certificate among hundreds must not cost the others. */
const parseIfReadable = (encoded: Uint8Array): Certificate | undefined =>
  ifReadable(() => {
    const certificate = parseCertificate(encoded);
    return isAuthority(certificate) ? certificate : undefined;
  });
