import { createHash, generateKeyPairSync } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileId } from '../../emrtd/codec/files.ts';
import { cccdCardAccess } from '../../emrtd/access/security-infos.ts';
import { type SyntheticPerson, people } from '../people.ts';
import type { Card } from './card.ts';
import { comOf, dg13Of, dg15Of, dg1Of, securityObjectOf } from './files.ts';
import { Issuer } from './pki.ts';

/** Raised with each change of what is made, so that folders of an older maker are made anew. */
const makerVersion = 2;

/** Cards beside one for each of `people`, by what is wrong with them; the first person's data, or none. */
export type ExtraCardId = 'without-dg13' | 'without-dg15' | 'unknown-issuer' | 'foreign';

type KeyKind = 'rsa' | 'ec';

/**
 * A country signing authority (`trust/csca.cer`), one that nobody trusts, and a card `ID.json` for each synthetic person and
 * each `ExtraCardId`. Does nothing where the folder is complete and of this year: certificates end. Needs the openssl program; takes about a second.
 */
export async function makeCards(directory: string): Promise<void> {
  const target = resolve(directory);
  const version = createHash('sha256')
    .update(JSON.stringify([makerVersion, new Date().getFullYear(), people]))
    .digest('hex');
  const isComplete = async () => (await readFile(join(target, 'version'), 'utf8').catch(() => '')) === version;
  if (await isComplete()) return;
  const present: string[] = await readdir(target).catch(() => []);
  if (present.length > 0 && !present.includes('version')) throw new Error(`${target} holds something else than cards`);

  // Made aside and moved into place whole: a maker that is interrupted leaves no half of a folder, the first of two wins.
  await mkdir(dirname(target), { recursive: true });
  const workshop = await mkdtemp(`${target}-`);
  try {
    await fill(workshop);
    await writeFile(join(workshop, 'version'), version);
    if (await isComplete()) return;
    await rm(target, { recursive: true, force: true });
    await rename(workshop, target);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function fill(directory: string): Promise<void> {
  const pki = join(directory, 'pki');
  await mkdir(pki);
  await mkdir(join(directory, 'trust'));
  const trusted = new Issuer(pki, 'simulated');
  const untrusted = new Issuer(pki, 'untrusted');
  for (const issuer of [trusted, untrusted]) {
    await issuer.create();
    await issuer.addSigner('signer');
  }
  await copyFile(trusted.certificate, join(directory, 'trust', 'csca.cer'));

  const put = (id: string, card: Card) => writeFile(join(directory, `${id}.json`), JSON.stringify(card));
  for (const [index, person] of people.entries())
    await put(
      person.id,
      await makeCard(person, trusted, { key: index % 2 === 0 ? 'rsa' : 'ec', version: index % 2 === 0 ? 0 : 1 }),
    );
  const extra: Record<ExtraCardId, Card> = {
    'without-dg13': await makeCard(people[0], trusted, { dg13: false }),
    'without-dg15': await makeCard(people[0], trusted, { dg15: false }),
    'unknown-issuer': await makeCard(people[0], untrusted),
    foreign: { can: '000000', masterFile: {}, application: {}, activeAuthenticationKey: '' },
  };
  for (const [id, card] of Object.entries(extra)) await put(id, card);
}

interface CardOptions {
  key?: KeyKind;
  version?: 0 | 1;
  dg13?: boolean;
  dg15?: boolean;
}

/** @param issuer with a signer called `signer` */
export async function makeCard(
  person: SyntheticPerson,
  issuer: Issuer,
  { key = 'ec', version = 0, dg13 = true, dg15 = true }: CardOptions = {},
): Promise<Card> {
  const { publicKey, privateKey } = makeKeys(key);
  const dataGroups = new Map([[1, dg1Of(person)]]);
  if (dg13) dataGroups.set(13, dg13Of(person));
  if (dg15) dataGroups.set(15, dg15Of(publicKey));

  const sod = await issuer.sign('signer', securityObjectOf(dataGroups, version));
  const files = new Map([
    [fileId.com, comOf([...dataGroups.keys()])],
    [fileId.sod, sod],
    ...[...dataGroups].map(([number, file]): [number, Uint8Array] => [fileId.dataGroup(number), file]),
  ]);
  return {
    can: person.personalNumber.slice(-6),
    masterFile: asJson(new Map([[fileId.cardAccess, cccdCardAccess]])),
    application: asJson(files),
    activeAuthenticationKey: (person.card === 'cloned' ? makeKeys(key).privateKey : privateKey).toString('base64'),
  };
}

const asJson = (files: ReadonlyMap<number, Uint8Array>) =>
  Object.fromEntries(
    [...files].map(([id, file]) => [id.toString(16).padStart(4, '0'), Buffer.from(file).toString('base64')]),
  );

function makeKeys(kind: KeyKind) {
  const { publicKey, privateKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2_048 })
      : generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' });
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }),
  };
}

if (import.meta.main) {
  const [directory] = process.argv.slice(2);
  if (directory === undefined) throw new Error('usage: node make-cards.ts DIRECTORY');
  await makeCards(directory);
}
