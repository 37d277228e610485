import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ProfileName, makeProfile } from '../../drivers/simulated/cards/profiles.ts';
import { startChipBench } from '../../drivers/simulated/chip/bench.ts';
import { z } from '../../src/contract/zod.ts';

export const entry = join(import.meta.dirname, '../../scripts/chip/main.ts');

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** `npm run chip -- …` after its set-up; the environment names no pcscd unless one is given. */
export function chip(args: readonly string[], { pcscd = '/nonexistent', input = '' } = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const environment = { ...process.env, PCSCLITE_CSOCK_NAME: pcscd };
    const child = execFile(process.execPath, [entry, ...args], { env: environment }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

const text = z.strictObject({ vi: z.string().min(1), en: z.string().min(1) });
const outcome = z.enum(['passed', 'failed', 'absent']);
const passiveAuthentication = z.strictObject({
  hashes: z.enum(['match', 'mismatch']),
  signature: z.enum(['valid', 'invalid']),
  issuer: z.enum(['trusted', 'unknown', 'expired', 'revoked']),
});
const person = z.strictObject({
  number: z.string(),
  name: z.string(),
  birthDate: z.string(),
  sex: z.enum(['male', 'female', 'unspecified']),
  nationality: z.string(),
  expiry: z.string().nullable(),
});
const proofNames = z.enum([
  'hashes',
  'signature',
  'issuer',
  'activeAuthentication',
  'chipAuthentication',
  'cardAccess',
]);
const ms = z.int().nonnegative();
const details = {
  dg11: z
    .strictObject({
      fullName: z.string().optional(),
      otherNames: z.array(z.string()),
      personalNumber: z.string().optional(),
      birthDate: z.string().optional(),
      birthPlace: z.string().optional(),
      address: z.string().optional(),
    })
    .nullable(),
  dg12: z.strictObject({ issuingAuthority: z.string().optional(), issueDate: z.string().optional() }).nullable(),
  dg13: z.record(z.string(), z.array(z.string())).nullable(),
};

/** What the documentation promises to programs. */
export const printed = {
  reading: z.strictObject({
    access: z.enum(['pace-can', 'pace-mrz', 'bac-mrz']),
    dataGroups: z.array(z.string().regex(/^DG\d+$/)),
    person,
    ...details,
    passiveAuthentication,
    activeAuthentication: outcome,
    chipAuthentication: outcome,
    cardAccess: z.enum(['confirmed', 'contradicted', 'unconfirmed']),
    notProved: z.array(proofNames),
    apdus: z.int().positive(),
    bytesIn: z.int().positive(),
    ms: z.strictObject({ access: ms, read: ms, authenticate: ms, total: ms }),
  }),
  verification: z.strictObject({
    dataGroups: z.array(z.string()),
    person,
    ...details,
    passiveAuthentication,
    activeAuthentication: outcome,
    challengeFrom: z.enum(['caller', 'evidence']),
    notProved: z.array(proofNames),
  }),
  failure: z.strictObject({
    error: z.strictObject({ code: z.string(), hint: text, detail: text.optional() }),
  }),
};

export const parse = <T>(schema: z.ZodType<T>, { stdout }: Ended): T => schema.parse(JSON.parse(stdout));

/** A real pcscd with simulated cards of these profiles, and a folder for files. */
export async function startLab(profiles: readonly ProfileName[]) {
  const directory = await mkdtemp(join(tmpdir(), 'chip-'));
  const cardsDirectory = join(directory, 'cards');
  for (const name of profiles) {
    const card = await makeProfile(name, cardsDirectory);
    await writeFile(join(cardsDirectory, `${name}.json`), JSON.stringify(card));
  }
  const bench = await startChipBench({ cardsDirectory, runDirectory: directory });

  return {
    bench,
    directory,
    trust: join(cardsDirectory, 'trust'),
    /** In place of what lies there, once pcscd has noticed that it went. */
    async lay(name: ProfileName): Promise<void> {
      await bench.remove();
      await delay(600);
      await bench.insert(name);
    },
    read: (...args: string[]) =>
      chip(['read', '--trust', join(cardsDirectory, 'trust'), ...args], { pcscd: bench.pcscSocket }),
    async close(): Promise<void> {
      await bench.close();
      await rm(directory, { recursive: true });
    },
  };
}
export type Lab = Awaited<ReturnType<typeof startLab>>;
