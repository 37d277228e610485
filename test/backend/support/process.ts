import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { BackendConfig } from '../../../src/backend/config.ts';
import { demonstrationAccount } from '../../../src/backend/adapters/bhxh/simulator.ts';
import { createDatabase, openDatabase } from '../../../src/backend/store/database.ts';
import { createSealing, sealingKeyBytes } from '../../../src/backend/store/sealing.ts';
import { resources } from './backend.ts';
import { temporaryDirectory } from './databases.ts';
import { enrolled } from './kiosks.ts';

/** What one start compiled serves the next, in half the time; where nothing is said, in Node's own place for it. */
export const compileCache = process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'node-compile-cache');

const entry = join(import.meta.dirname, '../../../src/backend/main.ts');

export interface Site {
  directory: string;
  configFile: string;
}

/** A folder as the operator sets it up, not yet initialised. */
export async function newSite(options: { portalUrl?: string; trustAnchor?: string } = {}): Promise<Site> {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'trust'));
  if (options.trustAnchor !== undefined) await copyFile(options.trustAnchor, join(directory, 'trust/csca.cer'));
  const config: BackendConfig = {
    listen: { host: '127.0.0.1', port: 0 },
    databaseFile: 'centre.db',
    sealingKeyFile: 'sealing.key',
    trustDirectory: 'trust',
    resourcesDirectory: resources,
    portal: {
      url: options.portalUrl ?? 'http://127.0.0.1:9',
      ...demonstrationAccount,
      employee: { hoTenCb: 'CÁN BỘ MẪU', cccdCb: '099080000001' },
      timeoutMs: 2_000,
    },
  };
  const configFile = join(directory, 'backend.json');
  await writeFile(configFile, JSON.stringify(config));
  return { directory, configFile };
}

/** As after the first set-up (`--init`), and `kiosk-1` enrolled. */
export async function initialise(site: Site): Promise<void> {
  const key = randomBytes(sealingKeyBytes);
  await writeFile(join(site.directory, 'sealing.key'), key, { mode: 0o600 });
  const location = { file: join(site.directory, 'centre.db') };
  await createDatabase(location, createSealing(key));
  const database = await openDatabase(location, createSealing(key));
  await enrolled(database, ['kiosk-1']);
  await database.destroy();
}

/** Runs the server's own entry. `url` is undefined where it ended before it listened. */
export async function runServer(site: Site, options: { args?: string[]; env?: Record<string, string> } = {}) {
  const child = spawn(process.execPath, [entry, ...(options.args ?? []), site.configFile], {
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const closed = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode }));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return closed;
  };
  onTestFinished(() => void end('SIGKILL'));

  const listening = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      output.push(line);
      const said = JSON.parse(line) as { event: string; port: number };
      if (said.event === 'listening') return `http://127.0.0.1:${said.port}`;
    }
    return undefined;
  })();
  return { url: await listening, closed, end, output: () => output.join('\n') };
}
