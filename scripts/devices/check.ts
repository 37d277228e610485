import { userInfo } from 'node:os';
import type { Text } from '../../src/contract/text.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type FindingCode, findings } from './findings/index.ts';
import type { Check } from './report-schema.ts';

/** What fills a finding's words: one word for both languages, or one for each. */
export type Facts = Readonly<Record<string, string | Text>>;

/** A finding about one device, its words filled in. */
export function checkOf(device: Check['device'], code: FindingCode, facts: Facts = {}): Check {
  const { outcome, text, action, command } = { action: undefined, command: undefined, ...findings[code] };
  return {
    device,
    code,
    outcome,
    text: inBoth(text, facts),
    ...(action && { action: inBoth(action, facts) }),
    ...(command !== undefined && { command: fill(command, facts, 'en') }),
  };
}

const inBoth = ({ vi, en }: Text, facts: Facts): Text => ({ vi: fill(vi, facts, 'vi'), en: fill(en, facts, 'en') });

function fill(words: string, facts: Facts, language: keyof Text): string {
  return words.replaceAll(/\{(\w+)\}/g, (place, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new Error(`a finding lacks ${place}`);
    return typeof fact === 'string' ? fact : fact[language];
  });
}

/** Of this machine as a whole. */
export const machineChecks = (): Check[] => (userInfo().uid === 0 ? [checkOf('machine', 'RUN_BY_ROOT')] : []);

/** What is not good, told by one number: what all of it has in common, else `several`. */
export function exitCodeFor(checks: readonly Check[]): ExitCode {
  const codes = new Set(checks.filter(({ outcome }) => outcome !== 'good').map(exitCodeOfOne));
  const [first = exitCodes.good] = codes;
  return codes.size > 1 ? exitCodes.several : first;
}

function exitCodeOfOne({ outcome, device }: Check): ExitCode {
  if (outcome === 'set-up') return exitCodes.setUp;
  if (outcome === 'held') return exitCodes.held;
  return device === 'machine' ? exitCodes.setUp : exitCodes[device];
}
