import { tellPlaces } from '../terminal/places.ts';
import { help, readArguments } from './arguments.ts';
import { CommandFailed, type ExitCode, exitCodeOf, exitCodes, hintOf } from './exit-codes.ts';

/** Each command's module is loaded when it is wanted: reading needs native code, simulating a whole card. */
async function perform(args: string[]): Promise<ExitCode> {
  const wanted = readArguments(args);
  switch (wanted.command) {
    case 'read':
      return (await import('./read.ts')).read(wanted);
    case 'verify':
      return (await import('./verify.ts')).verify(wanted);
    case 'trust list':
      return (await import('./trust.ts')).listTrust(wanted);
    case 'trust import':
      return (await import('./trust.ts')).importTrust(wanted);
    case 'simulate':
      return (await import('./simulate.ts')).simulate(wanted);
    case 'help':
      console.log(help);
      return exitCodes.proved;
  }
}

/** @returns the exit code. With `--json` there is nothing on standard output but one JSON object, of a failure too. */
export async function run(args: string[]): Promise<ExitCode> {
  try {
    return await perform(args);
  } catch (error) {
    const failure = error instanceof CommandFailed ? error : unexpected(error);
    const { code, detail } = failure;
    const hint = hintOf(code);
    if (args.includes('--json')) console.log(JSON.stringify({ error: { code, hint, ...(detail && { detail }) } }));
    else {
      console.error(`${code}\n${hint.vi}\n${hint.en}`);
      if (detail) console.error(`${detail.vi} / ${detail.en}`);
    }
    return exitCodeOf(code);
  }
}

function unexpected(error: unknown): CommandFailed {
  tellPlaces(error);
  return new CommandFailed('INTERNAL_ERROR');
}
