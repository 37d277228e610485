import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from '../../src/contract/zod.ts';
import type { KioskConfig } from '../../src/main/config.ts';
import { sessionViewSchema } from '../../src/contract/session-view.ts';
import { buildProduct, type Build } from './build.ts';

const root = join(import.meta.dirname, '../..');
let build: Build;

beforeAll(async () => {
  build = await buildProduct();
});
afterAll(() => build.remove());

const read = (file: string) => readFileSync(join(build.out, file), 'utf8');
const list = (folder: string) =>
  readdirSync(join(build.out, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));

/** Every module whose code went into a built file, by the bundler's own account. */
function modulesOf(folder: string): string[] {
  const maps = list(folder).filter((file) => file.endsWith('.map'));
  return maps.flatMap((map) => {
    const { sources } = z.object({ sources: z.array(z.string()) }).parse(JSON.parse(read(map)));
    return sources.map((source) => relative(root, resolve(dirname(join(build.out, map)), source)));
  });
}

test('every process of the product is built', () => {
  expect(list('main')).toEqual(
    expect.arrayContaining(['electron', 'kiosk', 'device-host', 'backend'].map((name) => `main/${name}.js`)),
  );
  expect(list('renderer')).toContain('renderer/index.html');
});

test('no simulator, synthetic person or test is in the product', () => {
  const modules = [...modulesOf('main'), ...modulesOf('preload')];
  expect(modules).toContain('drivers/host/host.ts');
  expect(modules).toContain('src/main/kiosk.ts');
  expect(modules.filter((module) => /simulat|^scripts\/|^test\//.test(module))).toEqual([]);
  for (const file of [...list('main'), ...list('preload')].filter((name) => /\.c?js$/.test(name)))
    expect(read(file), file).not.toMatch(
      /drivers\/simulated|startPrinterEmulator|startPortalSimulator|createChip\(|SYNTHETIC/,
    );
});

test('the preload is CommonJS that asks for electron alone, and the page gets two functions', () => {
  const source = read('preload/preload.cjs');
  const exposed: [string, object][] = [];
  const asked: string[] = [];
  runInNewContext(source, {
    require(name: string) {
      asked.push(name);
      return {
        contextBridge: { exposeInMainWorld: (key: string, api: object) => exposed.push([key, api]) },
        ipcRenderer: { on: () => undefined },
      };
    },
  });
  expect(asked).toEqual(['electron']);
  expect(exposed.map(([key]) => key)).toEqual(['tram']);
  const surface = Object.entries(exposed[0]?.[1] ?? {}).map(([name, value]) => [name, typeof value]);
  expect(surface).toEqual([
    ['send', 'function'],
    ['watch', 'function'],
  ]);
});

test('the built main process opens a locked window around the real core and ends cleanly', async () => {
  const directory = join(build.out, '../site');
  mkdirSync(directory);
  const config: KioskConfig = {
    dataDirectory: join(directory, 'data'),
    resourcesDirectory: join(root, 'resources'),
    // Nothing listens there: a kiosk starts without its centre and without its devices.
    backend: { url: 'http://127.0.0.1:9/' },
    devices: {
      reader: { kind: 'pcsc', socket: join(directory, 'no-pcscd') },
      scanner: { kind: 'none' },
      printer: { kind: 'escpos-tcp', host: '127.0.0.1', port: 9 },
      trustDirectory: directory,
    },
    maintenance: { keys: ['F1', 'F2', 'F3'], pin: 'scrypt$16384$8$1$AAAA$AAAA' },
  };
  const file = join(directory, 'kiosk.json');
  writeFileSync(file, JSON.stringify(config));

  const program = spawn(
    process.execPath,
    [join(import.meta.dirname, 'run-built.ts'), join(build.out, 'main/electron.js'), `--config=${file}`],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const events = new Map<string, unknown>();
  createInterface({ input: program.stdout }).on('line', (line) => {
    const event = z.looseObject({ event: z.string() }).parse(JSON.parse(line));
    events.set(event.event, event);
  });
  onTestFinished(() => void program.kill('SIGKILL'));
  const exited = once(program, 'exit');
  // The device host came up: its entry and its Node were found where the product has them.
  await expect
    .poll(() => [...events.keys()], { timeout: 20_000 })
    .toEqual(expect.arrayContaining(['window', 'host-up']));
  program.stdin.end();
  expect(await exited).toEqual([0, null]);

  expect(events.get('window')).toMatchObject({
    loaded: ['tram://kiosk/index.html'],
    preferences: {
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      devTools: false,
      preload: join(build.out, 'preload/preload.cjs'),
    },
  });
  const { view } = z.object({ view: sessionViewSchema }).parse(events.get('view'));
  expect(view.simulated).toEqual([]);
});
