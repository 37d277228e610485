import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createTrustStore, isTrustFile, type TrustStore } from '../../drivers/emrtd/index.ts';
import { priorityLawSchema } from '../contract/priority.ts';
import { centreSchema, serviceDefinitionSchema } from '../contract/services.ts';
import { bhxhPortal } from './adapters/bhxh/client.ts';
import { readConfig, readJson, type BackendConfig } from './config.ts';
import { errorEntry, type Log } from './log.ts';
import { buildServer } from './server.ts';
import { createDatabase, openDatabase, type DatabaseLocation } from './store/database.ts';
import { createSealing, sealingKeyBytes } from './store/sealing.ts';

const log: Log = (entry) => process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);

/** Makes what only the first set-up may make: the sealing key and the database that belongs to it. Overwrites neither. */
async function initialise(config: BackendConfig): Promise<void> {
  if (!existsSync(config.sealingKeyFile)) {
    if ('file' in location && existsSync(location.file))
      throw new Error('the database is there, but its sealing key is not');
    const file = openSync(config.sealingKeyFile, 'wx', 0o600);
    writeSync(file, randomBytes(sealingKeyBytes));
    fsyncSync(file);
    closeSync(file);
  }
  await createDatabase(location, createSealing(readFileSync(config.sealingKeyFile)));
}

function readTrustStore(directory: string): TrustStore {
  const names = readdirSync(directory).filter(isTrustFile);
  return createTrustStore(names.map((name) => ({ name, bytes: readFileSync(join(directory, name)) })));
}

async function serve(config: BackendConfig): Promise<void> {
  const resource = (...path: string[]) => join(config.resourcesDirectory, ...path);
  const services = readdirSync(resource('services'))
    .filter((file) => file.endsWith('.json'))
    .toSorted();
  const sealing = createSealing(readFileSync(config.sealingKeyFile));
  const database = await openDatabase(location, sealing);
  const now = () => Date.now();

  const server = buildServer({
    database,
    sealing,
    kiosks: config.kioskTokens,
    trust: readTrustStore(config.trustDirectory),
    centre: readJson(resource('centre.json'), centreSchema),
    services: services.map((file) => readJson(resource('services', file), serviceDefinitionSchema)),
    priorityLaw: readJson(resource('rules', 'priority.json'), priorityLawSchema),
    portal: bhxhPortal(config.portal, now, log),
    now,
    log,
  });
  server.addHook('onClose', () => database.destroy());

  const stop = () => {
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log(errorEntry('stop-failed', error));
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  await server.listen(config.listen);
  const { port } = server.server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ event: 'listening', port })}\n`);
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { init: { type: 'boolean' } } });
const [configFile] = positionals;
if (configFile === undefined) throw new Error('usage: main.ts [--init] CONFIG.json');
const config = readConfig(configFile);
const url = process.env.DATABASE_URL;
const location: DatabaseLocation = url ? { url } : { file: config.databaseFile };
if (values.init) await initialise(config);
else await serve(config);
