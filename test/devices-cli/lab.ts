import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DeviceConfig } from '../../drivers/host/config.ts';
import type { z } from '../../src/contract/zod.ts';
import type { KioskConfig } from '../../src/main/config.ts';

export const entry = join(import.meta.dirname, '../../scripts/devices/main.ts');
export const resources = join(import.meta.dirname, '../../resources');

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

interface How {
  /** pcscd's socket; none by default. */
  pcscd?: string;
  environment?: Record<string, string>;
  /** Called with what stands on standard error so far. */
  onStderr?: (text: string) => void;
}

/** `npm run devices -- …` after its set-up. */
export function devices(args: readonly string[], how: How = {}): Promise<Ended> {
  const { pcscd = '/nonexistent', environment = {}, onStderr } = how;
  return new Promise((resolve) => {
    const env = { ...process.env, PCSCLITE_CSOCK_NAME: pcscd, ...environment };
    const child = execFile(process.execPath, [entry, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
    );
    let said = '';
    child.stderr?.on('data', (text) => onStderr?.((said += String(text))));
  });
}

export const parse = <T>(schema: z.ZodType<T>, { stdout }: Ended): T => schema.parse(JSON.parse(stdout));

/** A folder that is gone after the test. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dev-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Nothing of it answers. */
export const noDevices: DeviceConfig = {
  reader: { kind: 'pcsc', socket: '/nonexistent/pcscd.comm' },
  scanner: { kind: 'none' },
  printer: { kind: 'escpos-tcp', host: '127.0.0.1', port: 1 },
  trustDirectory: '/nonexistent',
};

/** A kiosk's settings. */
export const kioskSettings = (devices: Partial<DeviceConfig>, more: Partial<KioskConfig> = {}): KioskConfig => ({
  dataDirectory: '/nonexistent',
  resourcesDirectory: resources,
  backend: { url: 'https://tram.example.vn' },
  devices: { ...noDevices, ...devices },
  maintenance: { keys: ['F2', 'F9', 'F4'], pin: 'scrypt$1$1$1$AA==$AA==' },
  ...more,
});

/** The same in a file. @returns its name */
export async function settingsFile(...settings: Parameters<typeof kioskSettings>): Promise<string> {
  const file = join(await scratchFolder(), 'kiosk.json');
  await writeFile(file, JSON.stringify(kioskSettings(...settings)));
  return file;
}
