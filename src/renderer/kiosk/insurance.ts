import type { Eligibility } from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { unreachable } from '../../contract/result.ts';
import type { MessageKey } from '../i18n/index.ts';

/** Only these leave another way at the kiosk; with the others the text sends to the counter. */
const payable: readonly FailureCode[] = ['INSURANCE_EXPIRED', 'INSURANCE_NOT_FOUND', 'INSURANCE_WITHDRAWN'];
export const mayPayInstead = (problem: FailureCode | undefined): boolean =>
  problem !== undefined && payable.includes(problem);

/** How somebody's insurance stands, for eyes and ears. */
export function insuranceText(
  { status, validUntil }: Eligibility,
  t: (key: MessageKey, values?: Record<string, string | number>) => string,
): string {
  const date = validUntil?.split('-').reverse().join('/');
  switch (status) {
    case 'valid':
      return date ? t('person.validUntil', { date }) : t('person.valid');
    case 'expired':
      return date ? t('person.expiredOn', { date }) : t('person.expired');
    case 'not-found':
      return t('person.notFound');
    case 'at-counter':
      return t('person.atCounter');
    case 'mismatch':
      return t('person.mismatch');
    case 'unverified':
      return t('person.unverified');
    default:
      return unreachable(status);
  }
}
