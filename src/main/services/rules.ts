import type { Priority } from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { Document } from '../../contract/person.ts';
import type { Question, ServiceDefinition } from '../../contract/services.ts';
import type { Text } from '../../contract/text.ts';
import type { Law } from './law.ts';

/** Answers by question id: an option's id, or the digits of a number or date. */
export type Answers = Readonly<Record<string, string>>;

/** What a service's rules may look at. */
export interface Facts {
  definition: ServiceDefinition;
  /** Service day, `YYYY-MM-DD`. */
  today: string;
  law: Law;
  answers: Answers;
  document?: Document;
  selfPaid: boolean;
}

/** What a definition file cannot say of its service. */
export interface ServiceRules {
  /** Whether a question is asked at all. */
  asks(question: Question, facts: Facts): boolean;
  /** Why the service cannot go on at the kiosk, after an answer. */
  obstacle(facts: Facts): FailureCode | undefined;
  priority(facts: Facts): Priority;
  /** The queue; undefined for the one that answers or definition name. */
  queue(facts: Facts): string | undefined;
  papers(facts: Facts): Text[];
  /** Lines of the review page beyond the answers themselves. */
  remarks(facts: Facts): { label: Text; value: Text }[];
}
