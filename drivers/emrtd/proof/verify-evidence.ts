import { hexToBytes } from '@noble/hashes/utils.js';
import type { ChipEvidence, ChipProof } from '../../../src/contract/chip.ts';
import type { Document } from '../../../src/contract/person.ts';
import { type Result, failed, ok } from '../../../src/contract/result.ts';
import { verifyActiveAuthentication } from './active-authentication.ts';
import { ChipError } from '../chip-error.ts';
import { parseDg15 } from '../document/dg15.ts';
import { describeHolder } from '../document/holder.ts';
import { authenticatePassively } from './passive-authentication.ts';
import { type Sod, parseSod } from './sod.ts';
import type { TrustStore } from './trust-store.ts';

export interface VerificationOptions {
  trust: TrustStore;
  /** Wall time, milliseconds since the epoch. */
  now: () => number;
  /** The challenge that whoever verifies chose: 16 hex digits. */
  challenge: string;
}

/**
 * What a reading proves to somebody who chose its challenge. A proof that fails is a value in `proof`; only data that cannot
 * be understood is a failure: `CARD_DATA_INVALID`, `CARD_NOT_SUPPORTED`.
 */
export function verifyEvidence(
  evidence: ChipEvidence,
  { trust, now, challenge }: VerificationOptions,
): Result<{ document: Document; proof: ChipProof }> {
  const decode = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));
  const { dg1, dg13, dg15 } = evidence.dataGroups;
  const dataGroups = new Map([[1, decode(dg1)]]);
  if (dg13 !== undefined) dataGroups.set(13, decode(dg13));
  if (dg15 !== undefined) dataGroups.set(15, decode(dg15));
  const com = evidence.com === undefined ? undefined : decode(evidence.com);

  try {
    const sod = parseSod(decode(evidence.sod));
    return ok({
      document: describeHolder(decode(dg1), dataGroups.get(13), now()),
      proof: {
        passiveAuthentication: authenticatePassively(sod, { com, dataGroups }, trust, now()),
        activeAuthentication: authenticateActively(sod, dataGroups.get(15), evidence.activeAuthentication, challenge),
      },
    });
  } catch (error) {
    if (error instanceof ChipError) return failed(error.code);
    throw error;
  }

  function authenticateActively(
    sod: Sod,
    file: Uint8Array | undefined,
    answer: ChipEvidence['activeAuthentication'],
    wanted: string,
  ): ChipProof['activeAuthentication'] {
    // A clone that hides DG15, or files played again without a signature, would else pass for a card that cannot sign.
    if (file === undefined || answer === undefined) return sod.hashes.has(15) ? 'failed' : 'absent';
    if (answer.challenge !== wanted) return 'failed';
    return verifyActiveAuthentication(parseDg15(file), hexToBytes(wanted), decode(answer.signature))
      ? 'passed'
      : 'failed';
  }
}
