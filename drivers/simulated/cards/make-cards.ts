import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { people, traveller } from '../people.ts';
import type { Card } from './card.ts';
import { makeCard, makePassport } from './make-card.ts';
import { Issuer } from './pki.ts';

export { makeCard } from './make-card.ts';

/** Raised with each change of what is made, so that folders of an older maker are made anew. */
const makerVersion = 4;

/**
 * Cards beside one for each of `people`: the first person's, by what is wrong with them; `foreign`, a chip card that is no document;
 * the traveller's passport, whose state nobody trusts.
 */
export type ExtraCardId = 'without-dg13' | 'without-dg15' | 'unknown-issuer' | 'foreign' | 'passport';

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
    if (present.length > 0) await rm(target, { recursive: true, force: true });
    await rename(workshop, target).catch(async (error: unknown) => {
      if (!(await isComplete())) throw error;
    });
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
  const utopia = new Issuer(pki, 'utopia', 'UT');
  await Promise.all(
    [trusted, untrusted, utopia].map(async (issuer) => {
      await issuer.create();
      await issuer.addSigner('signer');
    }),
  );
  await copyFile(trusted.certificate, join(directory, 'trust', 'csca.cer'));

  const put = (id: string, card: Card) => writeFile(join(directory, `${id}.json`), JSON.stringify(card));
  await Promise.all(
    people.map(async (person, index) =>
      put(person.id, await makeCard(person, trusted, index % 2 === 0 ? { key: 'rsa' } : { key: 'ec', version: 1 })),
    ),
  );
  const extra: Record<ExtraCardId, Card> = {
    'without-dg13': await makeCard(people[0], trusted, { dg13: false }),
    'without-dg15': await makeCard(people[0], trusted, { dg15: false }),
    'unknown-issuer': await makeCard(people[0], untrusted),
    foreign: { passwords: {}, masterFile: {}, application: {}, keys: {}, conduct: {} },
    passport: await makePassport(traveller, utopia, { activeAuthentication: { key: 'rsa', digest: 'sha256' } }),
  };
  for (const [id, card] of Object.entries(extra)) await put(id, card);
}

if (import.meta.main) {
  const [directory] = process.argv.slice(2);
  if (directory === undefined) throw new Error('usage: node make-cards.ts DIRECTORY');
  await makeCards(directory);
}
