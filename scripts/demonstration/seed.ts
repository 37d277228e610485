import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeCards } from '../../drivers/simulated/cards/make-cards.ts';
import { demonstrationAccount } from '../../src/backend/adapters/bhxh/simulator.ts';
import type { BackendConfig } from '../../src/backend/config.ts';
import { inTree } from './tree.ts';

/** Made by the first start and used again by every later one: the people's cards, and a centre that has no visit yet. */
export const cardsDirectory = inTree('var', 'cards');
export const trustDirectory = join(cardsDirectory, 'trust');
const centreDirectory = inTree('var', 'centre-2');
const centreFiles = { databaseFile: 'centre.sqlite', sealingKeyFile: 'sealing.key' };

export async function prepareSeed(): Promise<void> {
  await makeCards(cardsDirectory);
  if (!existsSync(centreDirectory)) await makeCentre();
}

/** Lays the centre's sealing key and its empty database into a run's directory. */
export async function settleCentre(runDirectory: string): Promise<void> {
  const { sealingKeyFile, databaseFile } = centreFiles;
  await Promise.all(
    [sealingKeyFile, databaseFile].map((file) => copyFile(join(centreDirectory, file), join(runDirectory, file))),
  );
}

/** Complete or not at all: of two first starts at once, the later one takes the earlier one's. */
async function makeCentre(): Promise<void> {
  const directory = await mkdtemp(inTree('var', 'new-centre-'));
  try {
    const config = join(directory, 'backend.json');
    await writeFile(config, JSON.stringify(backendConfig({ port: 0, portalUrl: 'http://127.0.0.1:1', token: '' })));
    await promisify(execFile)(process.execPath, [inTree('src/backend/main.ts'), '--init', config]);
    await rename(directory, centreDirectory);
  } catch (error) {
    if (!existsSync(centreDirectory)) throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Paths are relative to the folder of the configuration file. */
export function backendConfig(known: { port: number; portalUrl: string; token: string }): BackendConfig {
  const { port, portalUrl, token } = known;
  return {
    listen: { host: '127.0.0.1', port },
    ...centreFiles,
    kioskTokens: [{ kiosk: 'demonstration', tokenSha256: createHash('sha256').update(token).digest('hex') }],
    trustDirectory,
    resourcesDirectory: inTree('resources'),
    portal: {
      url: portalUrl,
      ...demonstrationAccount,
      employee: { hoTenCb: 'NGUYỄN VĂN MẪU', cccdCb: '099000000001' },
      timeoutMs: 4_000,
    },
  };
}
