import type { Text } from '../../../src/contract/text.ts';

/** One thing that may be found. */
export interface Finding {
  /** `set-up`: this machine lacks something. `held`: another program has the device. `failed`: the device itself. */
  outcome: 'good' | 'set-up' | 'held' | 'failed';
  /** What was found, or the cause. `{…}` is filled in from the finding's facts. */
  text: Text;
  /** What to do next. Wherever something is not good there is one. */
  action?: Text;
  /** For the terminal, as part of the action. */
  command?: string;
}
