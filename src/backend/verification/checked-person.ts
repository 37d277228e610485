import type { DeclaredPerson } from '../../contract/backend-api.ts';
import type { Document, ForeignDocument } from '../../contract/person.ts';
import type { InsuredPerson } from '../eligibility/eligibility.ts';
import type { Sealing } from '../store/sealing.ts';
import type { CheckedPerson } from '../store/verifications.ts';

/** As far as a chip or a paper says. */
export interface Holder {
  fullName?: string | undefined;
  birthDate?: string | undefined;
  sex?: Document['sex'] | undefined;
}

export function holderOf(checked: CheckedPerson): Holder {
  if (checked.identity !== 'declared') return checked.document;
  return checked.person.by === 'number' ? {} : checked.person;
}

/** Whether an issuer whom this centre trusts signed what is known of her: not of a paper, nor of a passport of an unknown state. */
export const isSigned = (checked: CheckedPerson): boolean =>
  checked.identity !== 'declared' && checked.proof.passiveAuthentication.issuer !== 'unknown';

/**
 * The fingerprint of her personal or insurance number, or of state and number of her passport.
 * @param use a service, or `appointment`
 */
export const markOf = (sealing: Sealing, checked: CheckedPerson, use: string, serviceDay: string): Buffer =>
  sealing.personMark(numberOf(checked), use, serviceDay);

/** The same of no day, for what is remembered of her last visit. */
export const lastClinicMarkOf = (sealing: Sealing, checked: CheckedPerson): Buffer =>
  sealing.personMark(numberOf(checked), 'last clinic');

const numberOf = (checked: CheckedPerson): string =>
  checked.identity === 'declared' ? declaredNumber(checked.person) : keyOfDocument(checked.document);

const keyOfDocument = (document: Document | ForeignDocument): string =>
  'personalNumber' in document ? document.personalNumber : `${document.issuer} ${document.documentNumber}`;

export const declaredNumber = (person: DeclaredPerson): string =>
  person.by === 'insurance-card' ? person.cardNumber : person.personalNumber;

/** As whom the insurance portal is asked about her; undefined where too little is known. */
export function insuredOf(
  checked: { document: Document | ForeignDocument } | { person: DeclaredPerson },
): InsuredPerson | undefined {
  if ('person' in checked) return insuredAsDeclared(checked.person);
  const { document } = checked;
  if (!('personalNumber' in document)) return undefined;
  const { personalNumber, fullName, birthDate, nameFrom } = document;
  return { maThe: personalNumber, fullName, birthDate, isNameFromMrz: nameFrom === 'mrz', isProved: true };
}

function insuredAsDeclared(person: DeclaredPerson): InsuredPerson | undefined {
  if (person.by === 'number') return undefined;
  const { fullName, birthDate } = person;
  if (fullName === undefined || birthDate === undefined) return undefined;
  return { maThe: declaredNumber(person), fullName, birthDate, isNameFromMrz: false, isProved: false };
}
