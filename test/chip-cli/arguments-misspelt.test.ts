import { expect, test } from 'vitest';
import { readArguments } from '../../scripts/chip/arguments.ts';
import { CommandFailed, exitCodes } from '../../scripts/chip/exit-codes.ts';
import { cardCodeOf } from '../../scripts/chip/card-code.ts';
import { citizenCardQr, people } from '../../drivers/simulated/people.ts';
import { chip, parse, printed } from './lab.ts';

const [, citizen] = people;

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
  ['an unknown command', ['raed'], 'read | verify'],
  ['an unknown option', ['read', '--cna', '123456'], '--cna'],
  ['two codes', ['read', '--can', '123456', '--qr', 'x'], '--can | --mrz | --qr'],
  ['an option of another command', ['verify', 'FILE', '--can', '123456'], '--can'],
  ['a challenge that is none', ['read', '--challenge', '123456'], '--challenge'],
  ['no patience', ['read', '--timeout', '3601'], '--timeout'],
  ['a file too many', ['read', 'surplus'], 'FILE'],
  ['no file', ['verify'], 'FILE'],
  ['nothing to import', ['trust', 'import', '--trust', 'DIR'], 'FILE'],
  ['no place to import into', ['trust', 'import', 'FILE'], '--trust'],
  ['no profile', ['simulate'], '--profile | --list'],
])('%s is named, what was given is not repeated', (_, args, named) => {
  const error = refusalOf(args);
  expect(error.code).toBe('ARGUMENTS_INVALID');
  expect(error.detail?.vi).toContain(named);
  expect(error.detail?.en).toContain(named);
  for (const value of args.filter((arg) => /^\d+$|surplus/.test(arg)))
    expect(JSON.stringify(error)).not.toContain(value);
});

const given = (code: { can?: string; mrz?: string; qr?: string }) =>
  cardCodeOf({ command: 'read', trust: '', timeout: 1, json: true, ...code });

test.each([
  ['a CAN of five digits', { can: '12345' }, 'NUMBER_INVALID'],
  ['a CAN of other digits', { can: '１２３４５６' }, 'NUMBER_INVALID'],
  [
    'an MRZ with a wrong check digit',
    { mrz: 'IDVNM0900123451099090012345<<6|9002018M3002016VNM<<<<<<<<<<<4|NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<' },
    'ARGUMENTS_INVALID',
  ],
  ['a QR of something else', { qr: 'https://example.org' }, 'SCAN_NOT_FOR_KIOSK'],
  ['a bare number as QR', { qr: '099085023456' }, 'SCAN_NOT_FOR_KIOSK'],
  ['a QR with escape sequences', { qr: `${citizenCardQr(citizen)}\u001b[2J` }, 'SCAN_UNREADABLE'],
  [
    'a QR that turns the writing around',
    { qr: citizenCardQr({ ...citizen, fullName: 'A\u202eB' }) },
    'SCAN_NOT_FOR_KIOSK',
  ],
  ['a QR without end', { qr: '1|'.repeat(3_000) }, 'SCAN_UNREADABLE'],
  ['no QR at all', { qr: '' }, 'SCAN_UNREADABLE'],
])('%s is refused', async (_, code, refusal) => {
  const error: unknown = await given(code).catch((error: unknown) => error);
  expect(error).toMatchObject({ code: refusal });
  for (const value of Object.values(code)) if (value !== '') expect(JSON.stringify(error)).not.toContain(value);
});

// Born 1985-11-20, issued 2021-08-15 at 35: valid until the 40th birthday. Computed by hand from Luật 59/2014/QH13 art. 21.
const key = { documentNumber: '085023456', birthDate: '851120', expiryDate: '251120' };
const seven = '099085023456||TRẦN VĂN DŨNG|20111985|Nam|Số 2 Đường Mẫu|15082021';

test.each([
  ['seven fields', seven],
  ['eleven fields', `${seven}||||`],
  ['blanks and a line end', `  ${seven}\r\n`],
])('the QR of a card gives CAN and the key of basic access: %s', async (_, qr) => {
  expect(await given({ qr })).toEqual({ can: '023456', mrz: key });
});

test('the three lines of an MRZ give its key', async () => {
  const mrz = 'IDVNM0900123450099090012345<<6|9002018M3002016VNM<<<<<<<<<<<4|NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<';
  expect(await given({ mrz })).toEqual({
    mrz: { documentNumber: '090012345', birthDate: '900201', expiryDate: '300201' },
  });
});

test('the command: 2, in both languages, and to a program as JSON', async () => {
  const secret = '099085023456||KHÔNG AI';
  const inWords = await chip(['read', '--qr', secret]);
  expect(inWords).toMatchObject({ code: 2, stdout: '' });
  expect(inWords.stderr).toContain('SCAN_NOT_FOR_KIOSK');
  expect(inWords.stderr).not.toContain('KHÔNG AI');

  const toProgram = await chip(['read', '--colour', '--json']);
  expect(toProgram).toMatchObject({ code: 2, stderr: '' });
  expect(parse(printed.failure, toProgram).error).toMatchObject({ code: 'ARGUMENTS_INVALID' });
});

test('no code at all: 2, and it says so', async () => {
  const ended = await chip(['read', '--json'], { input: '\n' });
  expect(ended).toMatchObject({ code: 2, stderr: '' });
  expect(parse(printed.failure, ended).error.detail?.en).toContain('no code');
});

test('the help names every command, option and exit code, in Vietnamese first', async () => {
  const { code, stdout } = await chip(['--help']);
  expect(code).toBe(0);
  for (const word of [
    'read',
    'simulate',
    'verify',
    'trust list',
    'trust import',
    '--can',
    '--mrz',
    '--qr',
    '--evidence',
  ])
    expect(stdout).toContain(word);
  for (const exit of Object.values(exitCodes)) expect(stdout).toMatch(new RegExp(`^ +${exit}  .+ / .+$`, 'm'));
});
