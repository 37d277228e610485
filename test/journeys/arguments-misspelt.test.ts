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
  ['a place for files without a journey', ['--out', 'x'], 'insurance-check-in'],
  [
    'a journey at a centre',
    ['--centre', 'commune', '--journey', 'queue-ticket', '--out', 'x'],
    'that offers its service',
  ],
  ['an unknown centre', ['--centre', 'school'], '"hospital"|"commune"'],
  ['an unknown option', ['--jurney', 'queue-ticket'], '--jurney'],
] as const)('names what is valid for %s', async ([, args, named]) => {
  expect(await refusal(...args)).toContain(named);
});

it('takes simulated cards instead of a real reader only where that is asked for', async () => {
  const demonstration = { centre: 'hospital', simulatedReader: false };
  expect(readArguments(['--simulated-reader'])).toEqual({ demonstration: { ...demonstration, simulatedReader: true } });
  expect(readArguments([])).toEqual({ demonstration });
  const { stdout } = await run(process.execPath, [entry, '--help']);
  expect(stdout).toContain('--simulated-reader');
});
