import type { Eligibility } from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';

/** By the portal's own maKetQua, where it tells more than the status. */
const byResult: ReadonlyMap<string | undefined, FailureCode> = new Map([
  ['001', 'INSURANCE_FORCES'],
  ['002', 'INSURANCE_FORCES'],
  ['003', 'INSURANCE_RENEWED'],
  ['010', 'INSURANCE_EXPIRED'],
  ['050', 'INSURANCE_NOT_FOUND'],
  ['051', 'INSURANCE_NOT_FOUND'],
  ['052', 'INSURANCE_NOT_FOUND'],
  ['053', 'INSURANCE_NOT_FOUND'],
  ['060', 'INSURANCE_MISMATCH'],
  ['061', 'INSURANCE_MISMATCH'],
  ['070', 'INSURANCE_MISMATCH'],
  ['110', 'INSURANCE_WITHDRAWN'],
  ['120', 'INSURANCE_WITHDRAWN'],
  ['121', 'INSURANCE_WITHDRAWN'],
  ['122', 'INSURANCE_WITHDRAWN'],
  ['123', 'INSURANCE_WITHDRAWN'],
  ['124', 'INSURANCE_WITHDRAWN'],
  ['130', 'INSURANCE_CHILD'],
]);

const byStatus = {
  valid: undefined,
  // Served all the same, and checked by staff (NĐ 188/2025 art. 38).
  unverified: undefined,
  expired: 'INSURANCE_EXPIRED',
  'not-found': 'INSURANCE_NOT_FOUND',
  'at-counter': 'INSURANCE_AT_COUNTER',
  mismatch: 'INSURANCE_MISMATCH',
} as const satisfies Record<Eligibility['status'], FailureCode | undefined>;

/** Why the insured visit cannot go on at the kiosk; undefined where it can. */
export function insuranceProblem({ status, maKetQua }: Eligibility): FailureCode | undefined {
  const problem = byStatus[status];
  return problem && (byResult.get(maKetQua) ?? problem);
}

const payable: readonly FailureCode[] = ['INSURANCE_EXPIRED', 'INSURANCE_NOT_FOUND', 'INSURANCE_WITHDRAWN'];

/** Whether she may pay herself instead; with any other problem the insurance is not denied, and a desk clears it up. */
export const mayPayInstead = (problem: FailureCode): boolean => payable.includes(problem);
