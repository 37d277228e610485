import { expect, it } from 'vitest';
import { readArguments } from '../../scripts/demonstration/command.ts';
import { entry, run } from './run-journey.ts';

const refusal = async (...args: string[]) => {
  const error: unknown = await run(process.execPath, [entry, ...args]).catch((error: unknown) => error);
  expect(error).toMatchObject({ code: 2 });
  return error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
};

it.for([
  [
    'an unknown journey',
    ['--journey', 'check-in', '--out', 'x'],
    'insurance-check-in | licence-renewal | queue-ticket',
  ],
  [
    'an unknown person',
    ['--journey', 'queue-ticket', '--person', 'bob', '--out', 'x'],
    'valid | expired | unknown | cloned',
  ],
  ['a journey without a place for its files', ['--journey', 'queue-ticket'], 'out'],
  ['an unknown option', ['--jurney', 'queue-ticket'], '--jurney'],
] as const)('names what is valid for %s', async ([, args, named]) => {
  expect(await refusal(...args)).toContain(named);
});

it('takes simulated cards instead of a real reader only where that is asked for', async () => {
  expect(readArguments(['--simulated-reader'])).toEqual({ help: false, simulatedReader: true });
  expect(readArguments([])).toEqual({ help: false, simulatedReader: false });
  const { stdout } = await run(process.execPath, [entry, '--help']);
  expect(stdout).toContain('--simulated-reader');
});
