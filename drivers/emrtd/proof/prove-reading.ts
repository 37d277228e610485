import { hexToBytes } from '@noble/hashes/utils.js';
import type { ChipProof } from '../../../src/contract/chip.ts';
import { parseDg14, type SecurityInfos } from '../access/security-infos.ts';
import { ifReadable } from '../chip-error.ts';
import { parseDg15 } from '../document/dg15.ts';
import { verifyActiveAuthentication } from './active-authentication.ts';
import { isOfIssuingState } from './issuing-state.ts';
import { agreesWithCom, checkSignature, isIntact, judgeSigner } from './passive-authentication.ts';
import type { Sod } from './sod.ts';
import type { TrustStore } from './trust-store.ts';

/** The files of one reading, and what the chip signed. */
export interface SignedReading {
  sod: Sod;
  com: Uint8Array | undefined;
  /** By data-group number. Those that were not read are not judged. */
  dataGroups: ReadonlyMap<number, Uint8Array>;
  activeAuthentication: { challenge: string; signature: Uint8Array } | undefined;
}

/** What EF.SOD alone tells: the part of passive authentication that needs no other file. */
export type SodVerdict = Pick<ChipProof['passiveAuthentication'], 'signature' | 'issuer'>;

/** @param now milliseconds since the epoch */
export const judgeSod = (sod: Sod, trust: TrustStore, now: number): SodVerdict => ({
  signature: checkSignature(sod),
  issuer: judgeSigner(sod, trust, now),
});

/** The same for this document: a signer of another state than DG1's is nobody's. @throws ChipError `CARD_DATA_INVALID` */
export function judgeFor({ certificate }: Sod, dg1: Uint8Array | undefined, verdict: SodVerdict): SodVerdict {
  const isFit = certificate && dg1 && isOfIssuingState(certificate, dg1);
  return isFit ? verdict : { ...verdict, issuer: 'unknown' };
}

/**
 * Passive and active authentication (ICAO 9303-11 §5.1, §6.1).
 * @param verdict of `judgeSod`, which may have been given while files were still coming
 * @param challenge what had to be signed, 16 hex digits
 * @throws ChipError `CARD_DATA_INVALID` where EF.COM or DG15 cannot be understood
 */
export function proveReading(reading: SignedReading, verdict: SodVerdict, challenge: string): ChipProof {
  const { sod, com, dataGroups } = reading;
  const intact = [...dataGroups].every(([number, file]) => isIntact(sod, number, file));
  const hashes = intact && agreesWithCom(sod, com) ? 'match' : 'mismatch';
  return {
    passiveAuthentication: { hashes, ...judgeFor(sod, dataGroups.get(1), verdict) },
    activeAuthentication: authenticateActively(reading, challenge),
  };
}

/** What DG14 says, where the issuer signed that DG14 and it can be understood: no card is refused for a DG14 that cannot. */
export function signedInfos({ sod, dataGroups }: SignedReading): SecurityInfos | undefined {
  const dg14 = dataGroups.get(14);
  if (dg14 === undefined || !isIntact(sod, 14, dg14)) return undefined;
  return ifReadable(() => parseDg14(dg14));
}

function authenticateActively(reading: SignedReading, challenge: string): ChipProof['activeAuthentication'] {
  const { sod, dataGroups, activeAuthentication: answer } = reading;
  const dg15 = dataGroups.get(15);
  // A clone that hides DG15, or files played again without a signature, would else pass for a card that cannot sign.
  if (dg15 === undefined || answer === undefined) return sod.hashes.has(15) ? 'failed' : 'absent';
  if (answer.challenge !== challenge) return 'failed';
  const key = parseDg15(dg15);
  const digest = signedInfos(reading)?.activeAuthenticationDigest;
  const isSigned = key && verifyActiveAuthentication(key, hexToBytes(challenge), answer.signature, digest);
  return isSigned ? 'passed' : 'failed';
}
