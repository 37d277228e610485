import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Issuer } from '../../drivers/simulated/cards/pki.ts';
import { z } from '../../src/contract/zod.ts';
import { chip, parse, printed } from './lab.ts';

let directory: string;
let trust: string;
let vietnam: Issuer;
let masterList: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'chip-trust-'));
  vietnam = new Issuer(directory, 'vietnam');
  const other = new Issuer(directory, 'other', 'UT');
  await Promise.all([vietnam, other].map((issuer) => issuer.create()));
  await vietnam.addSigner('lists', {}, 'masterListSigner');
  masterList = join(directory, 'national.ml');
  await writeFile(masterList, await vietnam.signMasterList('lists', [vietnam.certificate, other.certificate]));
});
afterAll(() => rm(directory, { recursive: true }));
beforeEach(async () => {
  trust = join(directory, 'trust');
  await rm(trust, { recursive: true, force: true });
  await mkdir(trust);
});

const told = z.object({
  authorities: z.array(
    z.object({ subject: z.string(), country: z.string(), fingerprint: z.string(), file: z.string() }),
  ),
  crls: z.array(z.object({ file: z.string(), revoked: z.number() })),
  masterLists: z.array(z.object({ file: z.string(), certificates: z.number() })),
  note: z.object({ vi: z.string(), en: z.string() }),
});
const listed = told.extend({ passedOver: z.array(z.string()) });
const imported = told.extend({ installed: z.array(z.string()) });

const list = async () => parse(listed, await chip(['trust', 'list', '--trust', trust, '--json']));
const take = (...args: string[]) => chip(['trust', 'import', ...args, '--trust', trust, '--json']);

/** As the openssl program counts it. */
async function fingerprintOf(file: string): Promise<string> {
  const args = ['x509', '-inform', 'DER', '-in', file, '-noout', '-fingerprint', '-sha256'];
  const { stdout } = await promisify(execFile)('openssl', args);
  return stdout.trim().split('=')[1] ?? '';
}

test('an empty store says that no card will be trusted, and that no public root of the citizen card exists', async () => {
  const { code, stdout } = await chip(['trust', 'list', '--trust', trust]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Kho trống.*The store is empty/);
  expect(stdout).toMatch(/Không có CSCA công khai/);
  expect(stdout).toMatch(/No public CSCA of the Vietnamese citizen card exists/);
  expect(stdout).toMatch(/root of the passport/);
});

test('a certificate is shown with its fingerprint and installed unchanged', async () => {
  const ended = await take(vietnam.certificate, '--yes');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const fingerprint = await fingerprintOf(vietnam.certificate);
  expect(parse(imported, ended)).toMatchObject({
    installed: ['vietnam-csca.cer'],
    authorities: [{ country: 'VN', fingerprint }],
  });
  expect(await readdir(trust)).toEqual(['vietnam-csca.cer']);
  expect(await readFile(join(trust, 'vietnam-csca.cer'))).toEqual(await readFile(vietnam.certificate));
  expect((await list()).authorities).toMatchObject([{ fingerprint, file: 'vietnam-csca.cer' }]);

  expect(parse(imported, await take(vietnam.certificate, '--yes')).installed).toEqual([]);
});

test('nobody confirmed: 2, and nothing is installed', async () => {
  const ended = await take(vietnam.certificate);
  expect(ended.code).toBe(2);
  expect(parse(printed.failure, ended).error.detail?.en).toContain('--yes');
  expect(await readdir(trust)).toEqual([]);
});

test('garbage beside a good certificate: 11 with its name, and neither is installed', async () => {
  const garbage = join(directory, 'garbage.cer');
  await writeFile(garbage, 'no certificate');
  const ended = await take(vietnam.certificate, garbage, '--yes');
  expect(ended.code).toBe(11);
  const { error } = parse(printed.failure, ended);
  expect(error.code).toBe('TRUST_STORE_INVALID');
  expect(error.detail?.en).toContain('garbage.cer');
  expect(await readdir(trust)).toEqual([]);
});

test('another file has the name: 11, and it stays as it is', async () => {
  const older = join(trust, 'vietnam-csca.cer');
  await copyFile(join(directory, 'other-csca.cer'), older);
  expect((await take(vietnam.certificate, '--yes')).code).toBe(11);
  expect(await readFile(older)).toEqual(await readFile(join(directory, 'other-csca.cer')));
  expect(await readdir(trust)).toEqual(['vietnam-csca.cer']);
});

test('a master list whose signer nobody vouches for: 11; with its root: 0, each country once', async () => {
  expect((await take(masterList, '--yes')).code).toBe(11);
  expect(await readdir(trust)).toEqual([]);

  expect((await take(vietnam.certificate, masterList, '--yes')).code).toBe(0);
  const audit = await list();
  expect(audit.masterLists).toMatchObject([{ file: 'national.ml' }]);
  expect(audit.authorities.map(({ country }) => country).toSorted()).toEqual(['UT', 'VN']);
});

test('a revocation list needs its authority; a file that nobody loads is named', async () => {
  const crl = await vietnam.revocationList();
  expect((await take(crl, '--yes')).code).toBe(11);
  expect((await take(vietnam.certificate, crl, '--yes')).code).toBe(0);
  await writeFile(join(trust, 'csca.p7b'), '');
  expect(await list()).toMatchObject({ crls: [{ revoked: 0 }], passedOver: ['csca.p7b'] });
});

test.each([
  ['a folder that is not there', () => Promise.resolve()],
  ['a store with a damaged file', () => writeFile(join(trust, 'damaged.cer'), 'x')],
])('%s: 11, for reading a card too', async (_, prepare) => {
  await prepare();
  const place = (await readdir(trust)).length > 0 ? trust : join(trust, 'nothing');
  const ended = await chip(['trust', 'list', '--trust', place, '--json']);
  expect(ended.code).toBe(11);
  expect(parse(printed.failure, ended).error.code).toBe('TRUST_STORE_INVALID');
  expect(await chip(['read', '--can', '123456', '--trust', place])).toMatchObject({ code: 11, stdout: '' });
});
