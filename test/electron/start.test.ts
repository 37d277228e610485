import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { KioskConfig } from '../../src/main/config.ts';
import { securitySettings } from '../../src/main/hosts/electron/window.ts';
import type { Kiosk } from '../../src/main/kiosk-port.ts';
import { app, forget, FakeWindow, menus, privileged, sessions } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

// The built page lies beside the built entry; this test runs the source.
vi.mock('../../src/main/hosts/electron/scheme.ts', async (original) => ({
  ...(await original<object>()),
  servePage: vi.fn(),
}));

const core = vi.hoisted(() => ({
  starts: 0,
  closed: 0,
  failure: undefined as Error | undefined,
}));
vi.mock('../../src/main/kiosk.ts', () => ({
  startKiosk(): Kiosk {
    core.starts++;
    if (core.failure) throw core.failure;
    return {
      handle: () => Promise.reject(new Error('not asked')),
      watchView: () => () => undefined,
      close() {
        core.closed++;
        return Promise.resolve();
      },
    };
  },
}));

const config: KioskConfig = {
  dataDirectory: '/var/lib/tram',
  resourcesDirectory: '/opt/tram/resources',
  backend: { url: 'https://centre.example/' },
  devices: {
    trustDirectory: '/opt/tram/resources/trust',
    reader: { kind: 'pcsc' },
    scanner: { kind: 'none' },
    printer: { kind: 'escpos-tcp', host: '127.0.0.1', port: 9100 },
  },
  maintenance: { keys: ['F1', 'F2', 'F3'], pin: 'scrypt$16384$8$1$AAAA$AAAA' },
};

const demonstration = { ...config, demonstration: { simulated: [] } };

let directory: string;
let errors: unknown[];
const { argv: usualArguments } = process;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tram-start-'));
  errors = [];
  vi.spyOn(console, 'error').mockImplementation((error: unknown) => void errors.push(error));
  vi.spyOn(process, 'on').mockReturnThis();
  Object.assign(core, { starts: 0, closed: 0, failure: undefined });
});

afterEach(() => {
  process.argv = usualArguments;
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

interface Circumstances {
  written?: unknown;
  packaged?: boolean;
  switches?: string[];
}

/** Runs the entry as Electron would. */
async function start({ written = config, packaged = true, switches = [] }: Circumstances = {}) {
  const file = join(directory, 'kiosk.json');
  writeFileSync(file, JSON.stringify(written));
  Object.assign(process, {
    argv: ['electron', '.', `--config=${file}`],
    resourcesPath: '/opt/tram/resources',
  });
  forget();
  app.isPackaged = packaged;
  for (const name of switches) app.switches.set(name, '');
  vi.resetModules();
  await import('../../src/main/hosts/electron/main.ts');
  await expect.poll(() => app.exits.length + FakeWindow.opened.length).toBeGreaterThan(0);
  return { exits: app.exits, window: FakeWindow.opened[0] };
}

test('a kiosk opens one guarded window over the whole screen', async () => {
  const { exits, window } = await start();
  expect(exits).toEqual([]);
  expect(app.sandboxed).toBe(true);
  expect(menus).toEqual([null]);
  expect(privileged).toEqual([{ scheme: 'tram', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  expect(Object.fromEntries(app.switches)).toEqual({
    'overscroll-history-navigation': '0',
    'disable-pinch': '',
    'autoplay-policy': 'no-user-gesture-required',
  });
  expect(FakeWindow.opened).toHaveLength(1);
  expect(window?.options).toMatchObject({ kiosk: true, fullscreen: true, frame: false });
  expect(window?.options.webPreferences).toMatchObject({ ...securitySettings, session: sessions.get('kiosk') });
  // A partition whose name does not begin with `persist:` lives in memory.
  expect([...sessions.keys()]).toEqual(['kiosk']);
  expect(sessions.get('kiosk')?.permissionCheck?.(null, 'hid', '', {})).toBe(false);
  expect(window?.webContents.openHandler?.()).toEqual({ action: 'deny' });
  expect(window?.webContents.loaded).toEqual(['tram://kiosk/index.html']);
});

test('the window cannot be closed from outside, and quitting closes the core first', async () => {
  const { window, exits } = await start();
  let prevented = 0;
  const event = { preventDefault: () => prevented++ };
  window?.emit('close', event);
  expect(prevented).toBe(1);
  app.emit('before-quit', event);
  await expect.poll(() => exits).toEqual([0]);
  expect(core.closed).toBe(1);
});

test('without its sandbox a production kiosk does not start', async () => {
  const { exits } = await start({ switches: ['no-sandbox'] });
  expect(exits).toEqual([1]);
  expect(String(errors[0])).toContain('--no-sandbox is refused in production');
  expect(core.starts).toBe(0);
});

test('an installed kiosk refuses the configuration of the demonstration', async () => {
  const { exits } = await start({ written: demonstration });
  expect(exits).toEqual([1]);
  expect(core.starts).toBe(0);
});

test('the demonstration is a window that can be closed', async () => {
  const { window } = await start({ packaged: false, written: demonstration });
  expect(window?.options).toMatchObject({ kiosk: false, frame: true });
  expect(window?.listenerCount('close')).toBe(0);
});

test('a configuration with a fault ends the process and names the fault', async () => {
  const { exits } = await start({ written: { ...config, maintenance: { keys: [], pin: '1234' } } });
  expect(exits).toEqual([1]);
  expect(String(errors[0])).toContain('maintenance');
});

test('a core that does not start ends the process before any window', async () => {
  core.failure = new Error('the store is damaged');
  const { exits, window } = await start();
  expect(exits).toEqual([1]);
  expect(window).toBeUndefined();
});
