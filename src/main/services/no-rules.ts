import { prioritySchema } from '../../contract/backend-api.ts';
import type { ServiceRules } from './rules.ts';

/** A service that its file says all of. */
export const noRules: ServiceRules = {
  needsLicence: false,
  asks: () => true,
  options: (question) => question.options,
  presumes: (question) => question.usual,
  missing: () => undefined,
  obstacle: () => undefined,
  // Where the file asks for it.
  priority: ({ answers }) => prioritySchema.catch('none').parse(answers.priority),
  queue: () => undefined,
  papers: ({ definition }) => definition.papers,
  lists: ({ papers }) => [papers],
  found: () => undefined,
  told: ({ answers }) => answers,
  remarks: () => [],
};
