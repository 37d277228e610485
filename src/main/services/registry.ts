import type { ServiceId } from '../../contract/services.ts';
import { insuranceCheckIn } from './insurance-check-in.ts';
import { licenceRenewal } from './licence-renewal.ts';
import { queueTicket } from './queue-ticket.ts';
import type { ServiceRules } from './rules.ts';

export const rulesOf: Record<ServiceId, ServiceRules> = {
  'insurance-check-in': insuranceCheckIn,
  'licence-renewal': licenceRenewal,
  'queue-ticket': queueTicket,
};
