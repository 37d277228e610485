import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeCards } from '../../drivers/simulated/cards/make-cards.ts';
import { demonstrationAccount } from '../../src/backend/adapters/bhxh/simulator.ts';
import { demonstrationToken } from '../../src/backend/adapters/licence/simulator.ts';
import type { BackendConfig } from '../../src/backend/config.ts';
import { openDatabase, transact } from '../../src/backend/store/database.ts';
import { createSealing } from '../../src/backend/store/sealing.ts';
import { addStaff } from '../../src/backend/store/staff.ts';
import { z } from '../../src/contract/zod.ts';
import { enrol } from '../../src/main/backend/enrol.ts';
import { scryptHash } from '../../src/scrypt.ts';
import { startProcess } from './processes.ts';
import { inTree } from './tree.ts';

/**
 * Made by the first start and used again by every later one: the people's cards, and a centre that has no visit yet and knows the
 * kiosk by its key.
 */
export const cardsDirectory = inTree('var', 'cards');
export const trustDirectory = join(cardsDirectory, 'trust');
/** A database of other tables than today's is of no use. */
const tables = createHash('sha256')
  .update(readFileSync(inTree('src/backend/store/migrations.ts')))
  .digest('hex');
const centreDirectory = inTree('var', `centre-${tables.slice(0, 8)}`);
const ours = inTree('resources');
const kioskKeyFile = 'kiosk.key';
const backendMain = inTree('src/backend/main.ts');
/** Milliseconds within which it must say that it listens. */
const startWithin = 20_000;
const centreFiles = { databaseFile: 'centre.sqlite', sealingKeyFile: 'sealing.key' };
const licenceTokenFile = 'licence-register.token';

/** What the demonstration can be: `resources/centre.json`, or one of `resources/centres` laid over it. */
export const centres = ['hospital', 'commune'] as const;
export type CentreName = (typeof centres)[number];

/** For whoever tries the counter's page. */
export const clerk = { staff: 'quay', password: 'phieu-xanh-042' };

export async function prepareSeed(): Promise<void> {
  await makeCards(cardsDirectory);
  if (!existsSync(centreDirectory)) await makeCentre();
}

/** Lays the centre's sealing key and its empty database into a run's directory, and the kiosk's key into its own. */
export async function settleCentre(runDirectory: string, kioskDirectory: string): Promise<void> {
  const { sealingKeyFile, databaseFile } = centreFiles;
  await mkdir(kioskDirectory, { recursive: true });
  await copyFile(join(centreDirectory, kioskKeyFile), join(kioskDirectory, kioskKeyFile));
  await Promise.all(
    [sealingKeyFile, databaseFile].map((file) => copyFile(join(centreDirectory, file), join(runDirectory, file))),
  );
  await writeFile(join(runDirectory, licenceTokenFile), demonstrationToken, { mode: 0o600 });
}

/** @returns the directory that server and kiosk read: as at a site, our files with its own centre over ours */
export async function settleResources(runDirectory: string, centre: CentreName): Promise<string> {
  if (centre === 'hospital') return ours;
  const own = join(runDirectory, 'resources');
  // A site's files may be links: what they lead to stays as it is.
  await cp(ours, own, { recursive: true, dereference: true });
  await copyFile(join(own, 'centres', `${centre}.json`), join(own, 'centre.json'));
  return own;
}

/** Complete or not at all: of two first starts at once, the later one takes the earlier one's. */
async function makeCentre(): Promise<void> {
  const directory = await mkdtemp(inTree('var', 'new-centre-'));
  try {
    const config = join(directory, 'backend.json');
    await writeFile(
      config,
      JSON.stringify(backendConfig({ port: 0, portalUrl: 'http://127.0.0.1:1', resourcesDirectory: ours })),
    );
    await promisify(execFile)(process.execPath, [backendMain, '--init', config]);
    await enrolKiosk(directory, config);
    await addClerk(directory);
    await rename(directory, centreDirectory);
  } catch (error) {
    if (!existsSync(centreDirectory)) throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function addClerk(directory: string): Promise<void> {
  const sealing = createSealing(await readFile(join(directory, centreFiles.sealingKeyFile)));
  const database = await openDatabase({ file: join(directory, centreFiles.databaseFile) }, sealing);
  const password = await scryptHash(clerk.password);
  const account = { staff: clerk.staff, name: 'Nguyễn Thị Mẫu', role: 'clerk', password, passwordOnce: false } as const;
  await transact(database, (transaction) => addStaff(transaction, sealing, account));
  await database.destroy();
}

/** As a site does: with a code that the server's command prints. The kiosk's key stays in the directory. */
async function enrolKiosk(directory: string, config: string): Promise<void> {
  const logFile = join(directory, 'backend.log');
  const backend = startProcess({ name: 'backend', command: [process.execPath, backendMain, config], logFile });
  try {
    const { port } = z.object({ port: z.int() }).parse(await backend.next('listening', startWithin));
    const commanded = [backendMain, '--enrolment-code', 'demonstration', config];
    const { stdout } = await promisify(execFile)(process.execPath, commanded);
    const [code = ''] = /[0-9A-Z-]{14}/.exec(stdout) ?? [];
    const deps = { url: `http://127.0.0.1:${port}`, clock: { now: Date.now }, log: () => undefined };
    const enrolled = await enrol({ ...deps, dataDirectory: directory }, code);
    if (!enrolled.ok) throw new Error(`the demonstration's kiosk was not enrolled: ${enrolled.code}`);
  } finally {
    await backend.close();
  }
}

/** Paths are relative to the folder of the configuration file. */
export function backendConfig(known: {
  port: number;
  portalUrl?: string;
  licencesUrl?: string;
  resourcesDirectory: string;
}): BackendConfig {
  const { port, portalUrl, licencesUrl, resourcesDirectory } = known;
  return {
    listen: { host: '127.0.0.1', port },
    ...centreFiles,
    trustDirectory,
    resourcesDirectory,
    pagesDirectory: inTree('out/renderer'),
    ...(portalUrl !== undefined && {
      portal: {
        url: portalUrl,
        ...demonstrationAccount,
        employee: { hoTenCb: 'NGUYỄN VĂN MẪU', cccdCb: '099000000001' },
        timeoutMs: 4_000,
      },
    }),
    ...(licencesUrl !== undefined && {
      licenceRegister: { url: licencesUrl, tokenFile: licenceTokenFile, timeoutMs: 4_000 },
    }),
  };
}
