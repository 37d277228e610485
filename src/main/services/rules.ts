import type { Eligibility, KnownVisitor, Priority } from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { LicenceRecord } from '../../contract/licence.ts';
import type { Centre, Question, ServiceDefinition } from '../../contract/services.ts';
import type { Text } from '../../contract/text.ts';
import type { Law } from './law.ts';

/** Answers by question id: an option's id, the digits of a number or date, letters, or what the kind of question says. */
export type Answers = Readonly<Record<string, string>>;

export type Choice = Extract<Question, { kind: 'choice' }>;
/** `personal`: made from what a register knows of her. */
export type Option = Choice['options'][number] & { personal?: true };

/** What a service's rules may look at. */
export interface Facts {
  definition: ServiceDefinition;
  centre: Centre;
  /** Service day, `YYYY-MM-DD`. */
  today: string;
  law: Law;
  /** Of questions that are asked, with those that hold without being asked for. */
  answers: Answers;
  /** As exact as it is known. */
  birthDate?: string;
  eligibility?: Eligibility;
  known?: KnownVisitor;
  /** Absent where the register was not asked or did not answer. */
  licence?: LicenceRecord;
  selfPaid: boolean;
}

/** What a definition file cannot say of its service; `noRules` for the rest. */
export interface ServiceRules {
  /** Whether the police's register of licences is asked before the first question, of somebody whose card is proved. */
  needsLicence: boolean;
  /** Whether a question is asked at all: by answers to the questions before it. */
  asks(question: Question, facts: Facts): boolean;
  /** What of a choice stands to be chosen: of its own options, or made from what is known. */
  options(question: Choice, facts: Facts): readonly Option[];
  /** The option that holds without being asked for; she may change it on the review page. */
  presumes(question: Choice, facts: Facts): string | undefined;
  /** What somebody has still to get, after an answer: she leaves with a list of it, one to eight papers. */
  missing(facts: Facts): { reason: FailureCode; papers: Text[] } | undefined;
  /** Why the service cannot go on at the kiosk, after an answer; goes before what is missing. */
  obstacle(facts: Facts): FailureCode | undefined;
  priority(facts: Facts): Priority;
  /** The queue; undefined for the one that answers or definition name. */
  queue(facts: Facts): string | undefined;
  papers(facts: Facts): Text[];
  /** Every list that `papers` and `missing` may come to, so that the start can refuse one that no paper holds. */
  lists(definition: ServiceDefinition, law: Law): Text[][];
  /** Of its dossier, where all of it was found electronically; undefined while a desk has something to see before it receives it. */
  found(facts: Facts): Text[] | undefined;
  /** What the desk reads of the answers; sealed with the visit. */
  told(facts: Facts): Answers;
  /** Lines of the review page beyond the answers themselves. */
  remarks(facts: Facts): { label: Text; value: Text }[];
}
