import type { DeclaredPerson } from '../../contract/backend-api.ts';
import type { ScannedCode } from '../../contract/scanned-code.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import { readerProblem, serves } from './serving.ts';
import { go, type Step } from './step.ts';
import type { Identify, State } from './state.ts';

export const declare = (state: State, service: ServiceDefinition, person: DeclaredPerson): Step =>
  go(state, { name: 'checking', service, patience: 'first' }, { type: 'declare', service: service.id, person });

/** Whom a paper is about that has no chip to be read: a health-insurance card always, a child's citizen card too. */
export function personWithoutChip(
  code: ScannedCode,
  { service, asks, forChild }: Identify,
): DeclaredPerson | undefined {
  const person = insured(code, asks) ?? (forChild && personOfCard(code));
  return person && serves(service, person.by) ? person : undefined;
}

function insured(code: ScannedCode, asks: Identify['asks']): DeclaredPerson | undefined {
  if (code.kind === 'insurance-card') {
    const { cardNumber, holder } = code;
    return { by: 'insurance-card', cardNumber, ...holder };
  }
  // Newer cards have twelve bare digits in their linear code.
  return code.kind === 'number' && asks === 'insurance-card'
    ? { by: 'insurance-card', cardNumber: code.digits }
    : undefined;
}

/** Whom a citizen card is about, as its QR or its bare number says. */
export function personOfCard(code: ScannedCode): DeclaredPerson | undefined {
  switch (code.kind) {
    case 'citizen-card':
      return code.holder
        ? { by: 'citizen-card', personalNumber: code.personalNumber, ...code.holder }
        : { by: 'number', personalNumber: code.personalNumber };
    case 'number':
      return { by: 'number', personalNumber: code.digits };
    default:
      return undefined;
  }
}

/** Whether the chip failed twice in the same way. */
export const failedTwice = ({ failed }: Identify): boolean => Object.values(failed).includes('twice');

const isChipHopeless = (stage: Identify, { devices }: State): boolean =>
  readerProblem(devices) === 'READER_MISSING' || stage.failed.CARD_NOT_SUPPORTED !== undefined || failedTwice(stage);

/** Who may go on without the chip: undefined while it may still be read, and where the service wants it read. */
export const declarable = (stage: Identify, state: State): DeclaredPerson | undefined =>
  stage.declared && !stage.reading && serves(stage.service, stage.declared.by) && isChipHopeless(stage, state)
    ? stage.declared
    : undefined;
