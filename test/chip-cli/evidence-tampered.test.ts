import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { profiles } from '../../drivers/simulated/cards/profiles.ts';
import { people } from '../../drivers/simulated/people.ts';
import { type ChipEvidence, chipEvidenceSchema } from '../../src/contract/chip.ts';
import { type Lab, chip, parse, printed, startLab } from './lab.ts';

const [, citizen] = people;
const challenge = '0123456789abcdef';

let lab: Lab;
let file: string;
let evidence: ChipEvidence;
beforeAll(async () => {
  lab = await startLab(['cccd-2021']);
  await lab.bench.insert('cccd-2021');
  file = join(lab.directory, 'evidence.json');
  const can = profiles['cccd-2021'].request.can ?? '';
  const { code } = await lab.read('--can', can, '--challenge', challenge, '--evidence', file, '--json');
  expect(code).toBe(0);
  evidence = chipEvidenceSchema.parse(JSON.parse(await readFile(file, 'utf8')));
});
afterAll(() => lab.close());

const verify = (name: string, ...args: string[]) => chip(['verify', name, '--trust', lab.trust, '--json', ...args]);

async function changed(change: (evidence: ChipEvidence) => unknown): Promise<string> {
  const name = join(lab.directory, 'changed.json');
  await writeFile(name, JSON.stringify(change(structuredClone(evidence))));
  return name;
}

test('is for its owner alone and holds no face that was not asked for', async () => {
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(evidence.dataGroups.dg2).toBeUndefined();
});

test('untouched, with the challenge of the reading: 0', async () => {
  const ended = await verify(file, '--challenge', challenge);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(parse(printed.verification, ended)).toMatchObject({
    person: { number: citizen.personalNumber, name: citizen.fullName },
    passiveAuthentication: { hashes: 'match', signature: 'valid', issuer: 'trusted' },
    activeAuthentication: 'passed',
    challengeFrom: 'caller',
    notProved: [],
  });
});

test('without a challenge it says that a replay cannot be excluded', async () => {
  const ended = await chip(['verify', file, '--trust', lab.trust]);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(/phát lại/);
  expect(ended.stdout).toMatch(/played again/);
});

test('an old reading shown for another challenge: 10', async () => {
  const ended = await verify(file, '--challenge', 'fedcba9876543210');
  expect(ended.code).toBe(10);
  expect(parse(printed.verification, ended)).toMatchObject({
    activeAuthentication: 'failed',
    notProved: ['activeAuthentication'],
  });
});

test('the name in DG1 changed: 10, hashes', async () => {
  const name = await changed(({ dataGroups, ...rest }) => {
    const dg1 = Buffer.from(dataGroups.dg1, 'base64').toString('latin1').replace('TRAN<<VAN', 'TRAM<<VAN');
    return { ...rest, dataGroups: { ...dataGroups, dg1: Buffer.from(dg1, 'latin1').toString('base64') } };
  });
  const ended = await verify(name);
  expect(ended.code).toBe(10);
  expect(parse(printed.verification, ended)).toMatchObject({
    passiveAuthentication: { hashes: 'mismatch' },
    notProved: ['hashes'],
  });
});

test('the signature of the chip left out: 10', async () => {
  const name = await changed(({ activeAuthentication: _left, ...rest }) => rest);
  const ended = await verify(name);
  expect(ended.code).toBe(10);
  expect(parse(printed.verification, ended).notProved).toEqual(['activeAuthentication']);
});

test('with a store that knows nobody: 10, issuer', async () => {
  const ended = await chip(['verify', file, '--trust', lab.directory, '--json']);
  expect(ended.code).toBe(10);
  expect(parse(printed.verification, ended).notProved).toEqual(['issuer']);
  expect((await chip(['verify', file, '--trust', lab.directory])).stdout).toMatch(/Kho trống.*The store is empty/);
});

test.each([
  ['a document security object cut off', 9, (all: ChipEvidence) => ({ ...all, sod: all.sod.slice(0, 400) })],
  ['of another version', 9, (all: ChipEvidence) => ({ ...all, version: 2 })],
  ['something else', 9, () => ({ version: 1 })],
])('%s: %i', async (_, code, change) => {
  const ended = await verify(await changed(change));
  expect(ended.code).toBe(code);
  expect(parse(printed.failure, ended).error.code).toBe('CARD_DATA_INVALID');
});

test('no JSON: 9', async () => {
  const name = join(lab.directory, 'no.json');
  await writeFile(name, '{');
  const ended = await verify(name);
  expect(ended.code).toBe(9);
  expect(parse(printed.failure, ended).error.detail?.en).toContain('JSON');
});

test('larger than any evidence: 2, and why', async () => {
  const name = join(lab.directory, 'large.json');
  await writeFile(name, '{');
  await truncate(name, 8 * 1_048_576 + 1);
  const ended = await verify(name);
  expect(ended.code).toBe(2);
  expect(parse(printed.failure, ended).error.detail?.en).toContain('too large');
});

test('a file that is not there: 2', async () => {
  expect(await verify(join(lab.directory, 'nothing.json'))).toMatchObject({ code: 2, stderr: '' });
});
