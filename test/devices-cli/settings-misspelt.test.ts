import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readArguments } from '../../scripts/devices/arguments.ts';
import { CommandFailed } from '../../scripts/devices/exit-codes.ts';
import { failureSchema } from '../../scripts/devices/report-schema.ts';
import { test as selfTest } from '../../scripts/devices/self-test.ts';
import { devices, parse, scratchFolder, settingsFile } from './lab.ts';

const secret = 'scrypt-of-this-test';

async function refusalOf(file: string): Promise<CommandFailed> {
  const wanted = readArguments(['--config', file, '--print']);
  if (wanted.command !== 'test') throw new Error(wanted.command);
  const error: unknown = await selfTest(wanted).catch((error: unknown) => error);
  if (error instanceof CommandFailed) return error;
  throw error instanceof Error ? error : new Error('not refused');
}

async function fileWith(text: string): Promise<string> {
  const file = join(await scratchFolder(), 'kiosk.json');
  await writeFile(file, text);
  return file;
}

/** A whole settings file with one part changed, which no type would let pass. */
const changed = (part: object) => settingsFile(part);

test.each<[string, () => Promise<string>, string]>([
  ['no such file', () => Promise.resolve('/nonexistent/kiosk.json'), '/nonexistent/kiosk.json'],
  ['a folder', scratchFolder, '/'],
  ['no JSON', () => fileWith(`{"maintenance": {"pin": "${secret}"`), 'JSON'],
  ['a secret without quotes', () => fileWith(`{"pin": ${secret}}`), 'JSON'],
  ['another file', () => fileWith('[]'), '{}'],
  ['a kind of scanner that nobody makes', () => changed({ scanner: { kind: 'hid' } }), 'devices.scanner.kind'],
  ['a misspelt key', () => changed({ reader: { kind: 'pcsc', bindng: 'pcsclite' } }), 'bindng'],
  ['a port beyond all', () => changed({ printer: { kind: 'escpos-tcp', host: 'x', port: 91_000 } }), 'printer.port'],
  ['a relative path', () => changed({ scanner: { kind: 'serial', path: 'ttyACM0' } }), 'devices.scanner.path'],
  ['resources elsewhere', () => settingsFile({}, { resourcesDirectory: '/nonexistent' }), 'centre.json'],
])('%s is named, and no secret repeated', async (_, file, named) => {
  const error = await refusalOf(await file());
  expect(error.code).toBe('SETTINGS_INVALID');
  expect(error.detail?.vi).toContain(named);
  expect(error.detail?.en).toContain(named);
  expect(JSON.stringify(error)).not.toContain(secret.slice(0, 7));
});

test('the command: 3, and to a program as JSON', async () => {
  const file = await fileWith('{');
  const ended = await devices(['--config', file, '--json']);
  expect(ended).toMatchObject({ code: 3, stderr: '' });
  expect(parse(failureSchema, ended).error).toMatchObject({ code: 'SETTINGS_INVALID' });
});
