import type { Eligibility } from '../../contract/backend-api.ts';
import type { InsuranceCard } from '../../contract/insurance-card.ts';

/** What identifies a person at the insurance portal. */
export interface CardQuery {
  /** Personal number (12 digits), insurance number (10) or card number (15 characters). */
  maThe: string;
  hoTen: string;
  /** `YYYY-MM-DD` */
  birthDate: string;
}

export interface CardAnswer {
  maKetQua: string;
  ghiChu?: string | undefined;
  /** As the portal has them; with 060, 061 and 070 as with a card that was found. */
  hoTen?: string | undefined;
  /** As exact as the portal knows it, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  birthDate?: string | undefined;
  validUntil?: string | undefined;
  /** The newer card that took this one's place. */
  maTheMoi?: string | undefined;
  /** The card itself. */
  card?: InsuranceCard | undefined;
}

/** What is known of somebody whom the portal can be asked about. */
export interface InsuredPerson {
  /** As in {@link CardQuery}. */
  maThe: string;
  fullName: string;
  /** As exact as chip or paper know it. */
  birthDate: string;
  /** Without diacritics. */
  isNameFromMrz: boolean;
  /** Whether a chip proved her number: who merely declares one is told nothing that she did not know. */
  isProved: boolean;
}

/** What was found out about a person: eligibility is told to whoever had the portal asked, and the card kept. */
export interface Insurance {
  eligibility: Eligibility;
  insuranceCard: InsuranceCard | undefined;
}

export interface InsurancePortal {
  /** For all that is asked about one person. */
  timeoutMs: number;
  /** @returns undefined where the portal gave no usable answer before the signal */
  lookUp(query: CardQuery, signal: AbortSignal): Promise<CardAnswer | undefined>;
}

/** Of a centre that treats nobody. */
export const noPortal: InsurancePortal = { timeoutMs: 1, lookUp: () => Promise.resolve(undefined) };

/** maKetQua of KQNhanLichSuKCB2024. What stands not here is a fault of the portal or of the centre's account: unverified. */
const statusOf = new Map<string, Eligibility['status']>([
  ['000', 'valid'],
  ['004', 'valid'],
  ['001', 'at-counter'],
  ['002', 'at-counter'],
  // Reached only where the newer card could not be asked for, or is itself out of date.
  ['003', 'at-counter'],
  ['130', 'at-counter'],
  ['010', 'expired'],
  ['050', 'not-found'],
  ['051', 'not-found'],
  ['052', 'not-found'],
  ['053', 'not-found'],
  ['110', 'not-found'],
  ['120', 'not-found'],
  ['121', 'not-found'],
  ['122', 'not-found'],
  ['123', 'not-found'],
  ['124', 'not-found'],
  ['060', 'mismatch'],
  ['061', 'mismatch'],
  ['070', 'mismatch'],
]);

/**
 * Asks the portal once, and once more where its answer says how to ask better.
 * @param person undefined where too little is known of her to ask
 * @param facilityCode of this centre; only one that treats patients has it
 */
export async function checkInsurance(
  person: InsuredPerson | undefined,
  portal: InsurancePortal,
  facilityCode: string | undefined,
): Promise<Insurance> {
  const answer = person && (await askPortal(person, portal));
  if (!answer) return { eligibility: { status: 'unverified' }, insuranceCard: undefined };
  const eligibility = eligibilityFrom(answer, person.isNameFromMrz);
  const insuranceCard = isHers[eligibility.status] ? answer.card : undefined;
  const registeredAt = insuranceCard?.registeredFacility;
  return {
    eligibility: {
      ...eligibility,
      ...(registeredAt !== undefined &&
        facilityCode !== undefined && { registeredHere: registeredAt === facilityCode }),
    },
    insuranceCard,
  };
}

async function askPortal(
  { maThe, fullName, birthDate, isProved }: InsuredPerson,
  portal: InsurancePortal,
): Promise<CardAnswer | undefined> {
  const signal = AbortSignal.timeout(portal.timeoutMs);
  const query = { maThe, hoTen: fullName, birthDate };
  const first = await portal.lookUp(query, signal);
  // A year would do to learn of a stranger what her whole birth date is needed for.
  const mayAskAgain = isProved || first?.maKetQua !== '070';
  const better = first && mayAskAgain ? betterQuery(query, first) : undefined;
  return better ? portal.lookUp(better, signal) : first;
}

/** Whether the card that the portal told of is this person's: with another name or birth date it may be somebody else's. */
const isHers: Readonly<Record<Eligibility['status'], boolean>> = {
  valid: true,
  expired: true,
  'at-counter': true,
  'not-found': false,
  mismatch: false,
  unverified: false,
};

/**
 * For the newer card; or for the same person as the portal writes her, where that says nothing else than her card. Any other
 * difference is for the counter to clear up.
 */
function betterQuery(query: CardQuery, { maKetQua, maTheMoi, hoTen, birthDate }: CardAnswer): CardQuery | undefined {
  switch (maKetQua) {
    case '003':
      return maTheMoi === undefined ? undefined : { ...query, maThe: maTheMoi };
    case '060':
    case '061':
      return hoTen !== undefined && isSpeltOtherwise(hoTen, query.hoTen) ? { ...query, hoTen } : undefined;
    case '070':
      return birthDate !== undefined && isLessExact(birthDate, query.birthDate) ? { ...query, birthDate } : undefined;
    default:
      return undefined;
  }
}

const isSpeltOtherwise = (a: string, b: string): boolean => a !== b && bare(a) === bare(b);

/** A name without what two registers write differently: marks (HOÀ, HÒA; none at all from the MRZ), case and spaces. */
const bare = (name: string): string =>
  name.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('đ', 'd').trim().replaceAll(/\s+/gu, ' ');

/** Old people’s birth dates are known as a year alone, on the card or at the portal. */
const isLessExact = (a: string, b: string): boolean => a !== b && (a.startsWith(b) || b.startsWith(a));

function eligibilityFrom({ maKetQua, ghiChu, validUntil }: CardAnswer, isNameFromMrz: boolean): Eligibility {
  // The MRZ has no diacritics, so a name that differs from it says nothing about the person.
  const nameUnknown = isNameFromMrz && (maKetQua === '060' || maKetQua === '061');
  const status = nameUnknown ? 'unverified' : (statusOf.get(maKetQua) ?? 'unverified');
  return {
    status,
    maKetQua,
    ...(status !== 'valid' && ghiChu !== undefined && { note: ghiChu }),
    ...(validUntil !== undefined && { validUntil }),
  };
}
