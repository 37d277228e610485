import type { ChipProof, DocumentRead } from '../../../src/contract/chip.ts';
import type { FailureCode } from '../../../src/contract/failure-codes.ts';
import type { Document, ForeignDocument } from '../../../src/contract/person.ts';
import type { ChipReadRequest } from '../../ports.ts';
import { type SyntheticPerson, neighbour, traveller } from '../people.ts';
import type { Card, Conduct, Hostility } from './card.ts';
import {
  type CardOptions,
  type ForeignOptions,
  citizenMrzKey,
  foreignMrzKey,
  makeCard,
  makeIdentityCard,
  makePassport,
  withFiles,
} from './make-card.ts';
import { type Workshop, citizen } from './workshop.ts';

export interface Profile {
  /** What the visitor types or shows. */
  request: Pick<ChipReadRequest, 'can' | 'mrz'>;
  expected: Expected;
  make: Make;
}

/** What `readDocument` says of the chip, where it is asked for the face too. */
export type Expected = { ok: true; value: ExpectedReading } | { ok: false; code: FailureCode };

interface ExpectedReading extends Pick<DocumentRead, 'access' | 'cardAccess' | 'chipAuthentication' | 'proof'> {
  dataGroups: string[];
  document: Partial<Document> | Partial<ForeignDocument>;
  face: { mediaType: 'image/jpeg' | 'image/png' };
}

type Make = (workshop: Workshop) => Promise<Card>;
type Files = Record<string, Uint8Array | undefined>;

/** What differs from a reading where all is well, or why there is none. */
type Difference = Partial<ExpectedReading> | FailureCode;

const genuineCitizen: ExpectedReading = {
  access: 'pace-can',
  cardAccess: 'confirmed',
  chipAuthentication: 'passed',
  ...proves({}),
  dataGroups: ['DG1', 'DG2', 'DG13', 'DG14', 'DG15'],
  document: { personalNumber: citizen.personalNumber, fullName: citizen.fullName, nameFrom: 'dg13' },
  face: { mediaType: 'image/jpeg' },
};
const genuinePassport: ExpectedReading = {
  ...genuineCitizen,
  access: 'pace-mrz',
  dataGroups: ['DG1', 'DG2', 'DG11', 'DG12', 'DG14', 'DG15'],
  document: { kind: 'passport', issuer: 'UTO', documentNumber: traveller.documentNumber, nameFrom: 'dg11' },
};
const genuineIdentityCard: ExpectedReading = {
  ...genuinePassport,
  document: {
    ...{ kind: 'identity-card', issuer: 'D', documentNumber: neighbour.documentNumber, nationality: 'D' },
    ...{ fullName: 'MÜLLER JÖRG', nameFrom: 'dg11', birthDate: neighbour.birthDate },
  },
};

/** The proof that differs from a genuine one in this. */
export function proves(
  passive: Partial<ChipProof['passiveAuthentication']>,
  activeAuthentication: ChipProof['activeAuthentication'] = 'passed',
): { proof: ChipProof } {
  const passiveAuthentication = { hashes: 'match', signature: 'valid', issuer: 'trusted', ...passive } as const;
  return { proof: { passiveAuthentication, activeAuthentication } };
}

/** The citizen without DG13. */
export const namedByMrz = {
  document: { personalNumber: citizen.personalNumber, fullName: 'TRAN VAN DUNG', nameFrom: 'mrz' },
} as const;

const canOf = ({ personalNumber }: SyntheticPerson) => ({ can: personalNumber.slice(-6) });

/** A card that its CAN opens. */
export const byCan = (difference: Difference, make: Make, person: SyntheticPerson = citizen): Profile => ({
  request: canOf(person),
  expected: expectation(genuineCitizen, difference),
  make,
});

/** A card that opens by its MRZ, and not by PACE. */
export const byBac = (difference: Difference, make: Make): Profile => ({
  request: { mrz: citizenMrzKey(citizen) },
  expected: expectation({ ...genuineCitizen, access: 'bac-mrz' }, difference),
  make,
});

export const passport = (difference: Difference, options: ForeignOptions): Profile => ({
  request: { mrz: foreignMrzKey(traveller) },
  expected: expectation(genuinePassport, difference),
  make: ({ utopia }) => makePassport(traveller, utopia, options),
});

export const identityCard = (difference: Difference, options: ForeignOptions): Profile => ({
  request: { mrz: foreignMrzKey(neighbour) },
  expected: expectation(genuineIdentityCard, difference),
  make: ({ germany }) => makeIdentityCard(neighbour, germany, options),
});

function expectation(genuine: ExpectedReading, difference: Difference): Expected {
  if (typeof difference === 'string') return { ok: false, code: difference };
  return { ok: true, value: { ...genuine, ...difference } };
}

/** A card that the trusted issuer made so. */
export const issued =
  (options: CardOptions, person: SyntheticPerson = citizen): Make =>
  ({ vietnam }) =>
    makeCard(person, vietnam, options);

/** The citizen's chip, genuine but for its conduct. */
export const conducting =
  (conduct: Conduct): Make =>
  async (workshop) => ({ ...(await workshop.citizen()), conduct });

/** The citizen's chip with files changed after the issuer signed them. */
export const altered =
  (change: (card: Card, workshop: Workshop) => Files | Promise<Files>): Make =>
  async (workshop) => {
    const card = await workshop.citizen();
    return withFiles(card, await change(card, workshop));
  };

export const hostile = (hostile: Hostility, difference: Difference = 'CARD_UNREADABLE') =>
  byCan(difference, conducting({ hostile }));

export const hostileInBac = (hostile: Hostility) =>
  byBac('CARD_UNREADABLE', async (workshop) => ({ ...(await workshop.bacOnly()), conduct: { hostile } }));
