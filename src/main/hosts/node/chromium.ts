import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock, type Clock } from '../../../../drivers/clock.ts';
import { screen } from '../../delays.ts';
import { browserSwitches } from '../browser-switches.ts';

const defaultExecutable = '/usr/bin/chromium';

export interface ChromiumOptions {
  url: string;
  executable?: string;
  /** The whole screen, without a way out; false for the demonstration beside its bench. */
  kiosk: boolean;
  /** The kiosk's own, so that no other browser of the machine shares it. */
  profileDirectory: string;
  /** Lets the demonstration run as root, which Chromium does without its sandbox only. Never in production. */
  demonstrationAsRoot: boolean;
  clock?: Clock;
}

export interface Chromium {
  /** The exit code; 1 where it was killed or could not be started. */
  exited: Promise<number>;
  close(): Promise<void>;
}

/** The arguments, for a process of `userId`. @throws for root outside the demonstration */
export function chromiumArguments(options: ChromiumOptions, userId: number): string[] {
  const { url, kiosk, profileDirectory, demonstrationAsRoot } = options;
  const asRoot = userId === 0;
  if (asRoot && !demonstrationAsRoot)
    throw new Error('Chromium has no sandbox as root: start the kiosk as an ordinary user');
  return [
    `--user-data-dir=${profileDirectory}`,
    ...Object.entries(browserSwitches).map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`)),
    '--incognito',
    '--no-first-run',
    '--no-default-browser-check',
    '--noerrdialogs',
    '--deny-permission-prompts',
    // For the portrait. What our host serves is kept from the microphone by its Permissions-Policy, and nothing else is shown.
    '--auto-accept-camera-and-microphone-capture',
    '--disable-extensions',
    '--disable-features=Translate,MediaRouter,AutofillServerCommunication',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--disable-session-crashed-bubble',
    '--password-store=basic',
    ...(asRoot ? ['--no-sandbox', '--disable-gpu'] : []),
    ...(kiosk ? ['--kiosk', url] : [`--app=${url}`]),
  ];
}

/** A page of our own that leads to the address: whoever may list processes reads command lines, and the address holds a key. */
function doorTo({ url, profileDirectory }: ChromiumOptions): string {
  mkdirSync(profileDirectory, { recursive: true, mode: 0o700 });
  const door = join(profileDirectory, 'door.html');
  rmSync(door, { force: true });
  writeFileSync(door, `<!doctype html><meta http-equiv="refresh" content="0;url=${encodeURI(url)}">`, { mode: 0o600 });
  return pathToFileURL(door).href;
}

export function launchChromium(options: ChromiumOptions): Chromium {
  const clock = options.clock ?? systemClock;
  const door = { ...options, url: doorTo(options) };
  const child = spawn(options.executable ?? defaultExecutable, chromiumArguments(door, process.getuid?.() ?? -1), {
    stdio: 'ignore',
  });
  const exited = once(child, 'exit').then(
    ([code]) => (typeof code === 'number' ? code : 1),
    () => 1,
  );
  return {
    exited,
    async close() {
      child.kill('SIGTERM');
      const cancel = clock.after(screen.close, () => child.kill('SIGKILL'));
      await exited;
      cancel();
    },
  };
}
