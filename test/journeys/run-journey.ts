import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import type { PersonId } from '../../drivers/simulated/people.ts';
import { z } from '../../src/contract/zod.ts';

export const entry = join(import.meta.dirname, '../../scripts/demonstration/main.ts');

/** Milliseconds for a whole visit on a machine that is busy with other tests. */
export const patience = 120_000;

const ms = z.int().nonnegative();

const reportSchema = z.strictObject({
  service: z.string(),
  person: z.string(),
  outcome: z.enum(['number', 'desk-slip', 'papers-list', 'receipt', 'nothing-printed']),
  identity: z.enum(['proved', 'unproved', 'declared', 'refused']),
  eligibility: z.string().nullable(),
  number: z
    .string()
    .regex(/^[A-Z]\d{3}$/)
    .nullable(),
  ticket: z.strictObject({ confirmed: z.boolean() }),
  chip: z
    .strictObject({
      access: z.literal('pace-can'),
      dataGroups: z.array(z.string()),
      passiveAuthentication: z.enum(['passed', 'failed']),
      activeAuthentication: z.enum(['passed', 'failed', 'absent']),
      apdus: z.int().positive(),
      bytesIn: z.int().positive(),
    })
    .nullable(),
  stagesMs: z.strictObject({
    scan: ms.nullable(),
    access: ms.nullable(),
    read: ms.nullable(),
    authenticate: ms.nullable(),
    verify: ms.nullable(),
    issue: ms.nullable(),
    print: ms.nullable(),
  }),
  totalMs: ms,
  startUpMs: z.record(z.string(), ms),
});

export const run = promisify(execFile);

/** `npm start -- --journey …` after its set-up. */
export async function runJourney(service: string, person: PersonId, environment: Record<string, string> = {}) {
  const out = await mkdtemp(join(tmpdir(), 'tram-journey-'));
  onTestFinished(() => rm(out, { recursive: true, force: true }));
  const args = [entry, '--journey', service, '--person', person, '--out', out];
  const { stdout, stderr } = await run(process.execPath, args, { env: { ...process.env, ...environment } });
  const read = (name: string) => readFile(join(out, name));
  return { out, printed: stdout + stderr, report: reportSchema.parse(JSON.parse(String(await read('journey.json')))) };
}

/** What an independent decoder reads on the paper. */
export async function decodeQr(out: string): Promise<string> {
  const { stdout } = await run('zbarimg', ['-q', '--raw', join(out, 'ticket.png')]);
  return stdout.trim();
}

/** The bytes that reached the printer are a picture that was printed and cut: `GS v 0` or `GS ( L`, and `GS V`. */
export async function expectPrinted(out: string): Promise<void> {
  const bytes = await readFile(join(out, 'ticket.escpos'));
  expect(bytes.includes('\x1dv0') || bytes.includes('\x1d(L')).toBe(true);
  expect(bytes.includes('\x1dV')).toBe(true);
}
