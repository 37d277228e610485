import { createHash } from 'node:crypto';
import type { ChipProof } from '../../../src/contract/chip.ts';
import { parseCom } from '../document/com.ts';
import { judgeIssuer } from './chain.ts';
import { verifySigner } from './cms.ts';
import type { Sod } from './sod.ts';
import type { TrustStore } from './trust-store.ts';

type PassiveAuthentication = ChipProof['passiveAuthentication'];

// The pieces of passive authentication (ICAO 9303-11 §5.1): each needs no more than it takes, so that a reader can do it while the
// next file is still coming.

/** Whether the file has the hash that was signed for this data group. One that nobody signed has not. */
export function isIntact({ hashAlgorithm, hashes }: Sod, dataGroup: number, file: Uint8Array): boolean {
  const signed = hashes.get(dataGroup);
  return signed !== undefined && createHash(hashAlgorithm).update(file).digest().equals(signed);
}

/**
 * Whether EF.COM, which nothing signs, hides no data group that is signed (ICAO 9303-10 §4.6.1). One more that it names is never
 * read, so it harms nobody. Where a card has no EF.COM, EF.SOD alone says what there is.
 * @throws ChipError `CARD_DATA_INVALID`
 */
export function agreesWithCom({ hashes }: Sod, com: Uint8Array | undefined): boolean {
  if (com === undefined) return true;
  const listed = new Set(parseCom(com));
  return [...hashes.keys()].every((number) => listed.has(number));
}

/** Whether the hashes are signed by the certificate in EF.SOD; who stands behind that is `judgeSigner`'s question. */
export function checkSignature({ signedData, signer, certificate }: Sod): PassiveAuthentication['signature'] {
  return certificate !== undefined && verifySigner(signedData, signer, certificate) ? 'valid' : 'invalid';
}

/** @param now milliseconds since the epoch */
export const judgeSigner = ({ certificate }: Sod, trust: TrustStore, now: number): PassiveAuthentication['issuer'] =>
  certificate === undefined ? 'unknown' : judgeIssuer(certificate, trust, now);
