import type { ServiceDefinition } from '../../contract/services.ts';
import { certifiedCopies } from './certified-copies.ts';
import { insuranceCheckIn } from './insurance-check-in.ts';
import { licenceRenewal } from './licence-renewal.ts';
import { noRules } from './no-rules.ts';
import type { ServiceRules } from './rules.ts';

const named: Record<NonNullable<ServiceDefinition['rules']>, ServiceRules> = {
  'insurance-check-in': insuranceCheckIn,
  'licence-renewal': licenceRenewal,
  'certified-copies': certifiedCopies,
};

export const rulesOf = ({ rules }: ServiceDefinition): ServiceRules => (rules ? named[rules] : noRules);
