import type { ServiceRules } from './rules.ts';

/** Two taps: no identity, no rule. */
export const queueTicket: ServiceRules = {
  asks: () => true,
  obstacle: () => undefined,
  priority: () => 'none',
  queue: () => undefined,
  papers: ({ definition }) => definition.papers,
  remarks: () => [],
};
