import { type SecurityInfos, parseSecurityInfos } from '../access/security-infos.ts';
import { ifReadable } from '../chip-error.ts';
import { parseTlv } from '../codec/tlv.ts';
import { judgeIssuer } from './chain.ts';
import { certificateOf, parseSignedData, verifySigner } from './cms.ts';
import type { SodVerdict } from './prove-reading.ts';
import type { TrustStore } from './trust-store.ts';

/** id-SecurityObject of BSI TR-03110-3 §A.1.2.5. */
const securityObject = '0.4.0.127.0.7.3.2.1';

/**
 * What EF.CardSecurity says (ICAO 9303-11 §9.2.11), where its signature is good and its signer stands no worse than that of
 * EF.SOD: else the file proves nothing.
 * @param now milliseconds since the epoch
 */
export function cardSecurityInfos(
  file: Uint8Array,
  trust: TrustStore,
  now: number,
  issuer: SodVerdict['issuer'],
): SecurityInfos | undefined {
  return ifReadable(() => {
    const signedData = parseSignedData(parseTlv(file, 0x30));
    const [signer] = signedData.signers;
    const certificate = signer && certificateOf(signer, signedData);
    if (signedData.contentType !== securityObject || !signer || !certificate) return undefined;
    const standing = judgeIssuer(certificate, trust, now);
    const isGood = verifySigner(signedData, signer, certificate) && (standing === 'trusted' || standing === issuer);
    return isGood ? parseSecurityInfos(signedData.content) : undefined;
  });
}
