import type { ChipEvidence, ChipProof } from '../../../src/contract/chip.ts';
import type { Document, ForeignDocument } from '../../../src/contract/person.ts';
import { type Result, failed, ok } from '../../../src/contract/result.ts';
import { ChipError } from '../chip-error.ts';
import { describeHolder } from '../document/holder.ts';
import { type SignedReading, judgeSod, proveReading } from './prove-reading.ts';
import { parseSod } from './sod.ts';
import type { TrustStore } from './trust-store.ts';

/** Whose authorities, when, and against which challenge evidence is judged. */
export interface VerificationOptions {
  trust: TrustStore;
  /** Wall time, milliseconds since the epoch. */
  now: () => number;
  /** The challenge that whoever verifies chose: 16 hex digits. */
  challenge: string;
}

/**
 * What a reading proves to somebody who chose its challenge (passive, active and chip authentication, ICAO 9303-11 §5, §6). A proof that fails is a value in `proof`; only data that cannot
 * be understood is a failure: `CARD_DATA_INVALID`, `CARD_NOT_SUPPORTED`.
 */
export function verifyEvidence(
  evidence: ChipEvidence,
  { trust, now, challenge }: VerificationOptions,
): Result<{ document: Document | ForeignDocument; proof: ChipProof }> {
  try {
    const reading = decodeEvidence(evidence);
    const at = now();
    return ok({
      document: describeHolder(reading.dataGroups, at),
      proof: proveReading(reading, judgeSod(reading.sod, trust, at), challenge),
    });
  } catch (error) {
    if (error instanceof ChipError) return failed(error.code);
    throw error;
  }
}

function decodeEvidence({ com, sod, dataGroups, activeAuthentication }: ChipEvidence): SignedReading {
  const decoded = new Map<number, Uint8Array>();
  for (const [name, file] of Object.entries(dataGroups))
    if (file !== undefined) decoded.set(Number(name.slice('dg'.length)), decode(file));
  return {
    sod: parseSod(decode(sod)),
    com: com === undefined ? undefined : decode(com),
    dataGroups: decoded,
    activeAuthentication: activeAuthentication && {
      ...activeAuthentication,
      signature: decode(activeAuthentication.signature),
    },
  };
}

const decode = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));
