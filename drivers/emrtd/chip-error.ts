import type { FailureCode } from '../../src/contract/failures.ts';

/** Thrown inside this folder only; `readDocument` and `verifyEvidence` turn it into a failed `Result`. Never holds personal data. */
export class ChipError extends Error {
  override readonly name = 'ChipError';
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The chip's files say something impossible. */
export const malformed = (what: string) => new ChipError('CARD_DATA_INVALID', what);

/** The chip does not keep to ISO 7816-4 or ICAO 9303-11. */
export const protocolBroken = (what: string) => new ChipError('CARD_UNREADABLE', what);

/** For answers of the protocol, as against files: what cannot be parsed there is the chip's conduct, not its data. */
export function inAnswer<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ChipError) throw protocolBroken(error.message);
    throw error;
  }
}

/** For what decides nothing, or may be missing: undefined where it cannot be parsed. */
export function ifReadable<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ChipError) return undefined;
    throw error;
  }
}
