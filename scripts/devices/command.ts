import { tellPlaces } from '../terminal/places.ts';
import { help, readArguments } from './arguments.ts';
import { CommandFailed, type ExitCode, exitCodeOf, exitCodes, hintOf } from './exit-codes.ts';

/** Each command's module is loaded when it is wanted: looking around needs native code, the bench none. */
async function perform(args: string[]): Promise<ExitCode> {
  const wanted = readArguments(args);
  switch (wanted.command) {
    case 'list':
      return (await import('./list.ts')).list(wanted);
    case 'test':
      return (await import('./self-test.ts')).test(wanted);
    case 'bench':
      return (await import('./bench.ts')).bench(wanted);
    case 'help':
      console.log(help);
      return exitCodes.good;
  }
}

/** @returns the exit code. With `--json` there is nothing on standard output but one JSON object, of a failure too. */
export async function run(args: string[]): Promise<ExitCode> {
  try {
    return await perform(args);
  } catch (error) {
    const { code, detail } = error instanceof CommandFailed ? error : unexpected(error);
    const hint = hintOf(code);
    if (args.includes('--json')) console.log(JSON.stringify({ error: { code, hint, ...(detail && { detail }) } }));
    else {
      console.error(`${code}\n${hint.vi}\n${hint.en}`);
      if (detail) console.error(`${detail.vi}\n${detail.en}`);
    }
    return exitCodeOf(code);
  }
}

function unexpected(error: unknown): CommandFailed {
  tellPlaces(error);
  return new CommandFailed('INTERNAL_ERROR');
}
