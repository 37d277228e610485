import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deviceConfigSchema } from '../../drivers/host/config.ts';
import { benchCommandSchema } from '../../drivers/simulated/bench/commands.ts';
import { checkOf, exitCodeFor } from '../../scripts/devices/check.ts';
import { exitCodes } from '../../scripts/devices/exit-codes.ts';
import type { Finding } from '../../scripts/devices/findings/finding.ts';
import { type FindingCode, findings } from '../../scripts/devices/findings/index.ts';
import { failureSchema, listingSchema, testReportSchema } from '../../scripts/devices/report-schema.ts';
import { z } from '../../src/contract/zod.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/devices.md'), 'utf8').replaceAll(/\s+/g, ' ');
const each = Object.entries(findings) as [FindingCode, Finding][];
const wordsOf = ({ text, action }: Finding) => [text, action].flatMap((words) => (words ? [words.vi, words.en] : []));

/** Names of all properties, however deep. */
function keysOf(schema: z.ZodType): string[] {
  const keys: string[] = [];
  JSON.stringify(z.toJSONSchema(schema), (key, value: unknown) => {
    if (key === 'properties' && typeof value === 'object' && value !== null) keys.push(...Object.keys(value));
    return value;
  });
  return [...new Set(keys)];
}

test.each(each)('%s: a cause in both languages, and what to do where something is not good', (_, finding) => {
  for (const words of wordsOf(finding)) expect(words).toBe(words.normalize('NFC').trim());
  expect(finding.text.vi).not.toBe(finding.text.en);
  if (finding.outcome !== 'good') expect(finding.action).toBeDefined();
  if (finding.command !== undefined) expect(finding.action).toBeDefined();
});

test('the documentation holds every word, for whoever has it on paper', () => {
  const missing = each.flatMap(([code, finding]) => {
    const { command = '' } = finding;
    return [`\`${code}\``, command, ...wordsOf(finding)].filter((words) => !page.includes(words));
  });
  expect(missing).toEqual([]);
});

test('a finding whose facts are missing is a mistake, not a riddle', () => {
  expect(() => checkOf('reader', 'PCSCD_DENIED')).toThrow('{user}');
  expect(checkOf('reader', 'PCSCD_DENIED', { user: 'tram' }).text.en).toBe('pcscd refuses the user tram (polkit).');
});

test('the documentation has every setting, exit code, name of JSON and bench command', () => {
  const inCode = new Set(
    [...page.replaceAll(/```.*?```/g, '').matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) => code.split(/[^\w-]+/)),
  );
  const names = [deviceConfigSchema, listingSchema, testReportSchema, failureSchema].flatMap(keysOf);
  const commands = benchCommandSchema.options.map(({ shape }) => shape.type.value);
  expect([...names, ...commands].filter((name) => !inCode.has(name))).toEqual([]);
  expect(Object.values(exitCodes).filter((code) => !page.includes(`| ${code} `))).toEqual([]);
});

test('one number for what all failures share, another where they differ', () => {
  const facts = { user: 'u', node: 'n', access: 'a', allow: 'c', holder: 'h', stop: 's' };
  const good = checkOf('scanner', 'SCANNER_READY');
  const noPaper = checkOf('printer', 'PRINTER_NO_PAPER');
  const stopped = checkOf('reader', 'PCSCD_STOPPED');
  const denied = checkOf('scanner', 'SCANNER_DENIED', facts);
  expect(exitCodeFor([])).toBe(0);
  expect(exitCodeFor([good, checkOf('machine', 'RUN_BY_ROOT')])).toBe(0);
  expect(exitCodeFor([good, noPaper])).toBe(8);
  expect(exitCodeFor([checkOf('reader', 'READER_ABSENT')])).toBe(6);
  expect(exitCodeFor([checkOf('scanner', 'SCAN_GARBLED')])).toBe(7);
  expect(exitCodeFor([checkOf('scanner', 'SCANNER_HELD', facts)])).toBe(5);
  expect(exitCodeFor([stopped, denied])).toBe(4);
  expect(exitCodeFor([stopped, noPaper])).toBe(9);
});
