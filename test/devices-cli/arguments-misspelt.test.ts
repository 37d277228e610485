import { expect, test } from 'vitest';
import { help, readArguments } from '../../scripts/devices/arguments.ts';
import { CommandFailed, exitCodes } from '../../scripts/devices/exit-codes.ts';
import { failureSchema } from '../../scripts/devices/report-schema.ts';
import { devices, parse } from './lab.ts';

function refusalOf(args: string[]): CommandFailed {
  try {
    readArguments(args);
  } catch (error) {
    if (error instanceof CommandFailed) return error;
    throw error;
  }
  throw new Error('not refused');
}

test.each([
  ['an unknown command', ['lst'], 'bench URL'],
  ['an unknown option', ['--cofnig', 'kiosk.json'], '--cofnig'],
  ['a surplus word after a command', ['list', 'readers'], 'bench URL'],
  ['scanning without settings', ['--scan'], '--scan'],
  ['printing without settings', ['--print'], '--print'],
  ['a surplus word', ['--config', 'kiosk.json', 'reader'], 'bench URL'],
  ['no patience', ['--config', 'kiosk.json', '--timeout', '3601'], '--timeout'],
  ['a patience that is no number', ['--config', 'kiosk.json', '--timeout', 'x'], '--timeout'],
  ['a bench without an address', ['bench'], 'http://127.0.0.1:PORT'],
  ['a bench elsewhere', ['bench', 'http://192.168.1.50:8080'], 'http://127.0.0.1:PORT'],
  ['a bench by another protocol', ['bench', 'file:///etc/passwd'], 'http://127.0.0.1:PORT'],
  ['settings for a bench', ['bench', 'http://127.0.0.1:1', '--config', 'kiosk.json'], '--config'],
  ['a value without a name', ['bench', 'http://127.0.0.1:1', 'paper', 'out'], 'key=value'],
])('%s is named', (_, args, named) => {
  const error = refusalOf(args);
  expect(error.code).toBe('ARGUMENTS_INVALID');
  expect(error.detail?.vi).toContain(named);
  expect(error.detail?.en).toContain(named);
});

test('only the option at fault is named, without its value', () => {
  const { detail } = refusalOf(['--config=/etc/tram/kiosk.json', '--bogus=secret']);
  expect(detail?.en).toMatch(/at: --bogus\. /);
});

test.each([
  [[], { command: 'list', json: false }],
  [['--json'], { command: 'list', json: true }],
  [['--config', 'k', '--scan'], { command: 'test', config: 'k', scan: true, print: false, timeout: 30, json: false }],
  [
    ['bench', 'http://127.0.0.1:8', 'scan-text', 'text=a=b'],
    { command: 'bench', url: 'http://127.0.0.1:8', order: 'scan-text', values: ['text=a=b'], json: false },
  ],
])('%j is understood', (args, wanted) => {
  expect(readArguments(args)).toEqual(wanted);
});

test('the command: 2, in both languages, and to a program as JSON', async () => {
  const [inWords, toProgram] = await Promise.all([devices(['--prnt']), devices(['--prnt', '--json'])]);
  expect(inWords).toMatchObject({ code: 2, stdout: '' });
  expect(inWords.stderr).toContain('Tham số không dùng được');
  expect(inWords.stderr).toContain('cannot be used');
  expect(toProgram).toMatchObject({ code: 2, stderr: '' });
  expect(parse(failureSchema, toProgram).error.code).toBe('ARGUMENTS_INVALID');
});

test('the help names every option and exit code, in Vietnamese first', () => {
  for (const word of ['--config', '--scan', '--print', '--timeout', '--json', 'bench URL'])
    expect(help).toContain(word);
  for (const exit of Object.values(exitCodes)) expect(help).toMatch(new RegExp(`^ +${exit}  .+ / .+$`, 'm'));
});
