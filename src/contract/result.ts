import type { FailureCode } from './failures.ts';

/** An expected outcome: the value, or a code from the closed list. Whatever is not expected is thrown. */
export type Result<T = void> = { ok: true; value: T } | { ok: false; code: FailureCode };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const failed = (code: FailureCode): { ok: false; code: FailureCode } => ({ ok: false, code });

/** Ends an exhaustive switch. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
