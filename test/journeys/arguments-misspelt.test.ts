import { expect, it } from 'vitest';
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
