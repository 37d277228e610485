import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'kiosk-dies-'))));
afterEach(() => rm(directory, { recursive: true }));

/** A zombie, which waits for whoever took the orphan over to look at it, has ended. */
const alive = (pid: number) => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** A kiosk of a few lines with the real device host, whose pcscd is away; prints the host's process id. */
const kiosk = `
  import { openDevices } from '${new URL('../../drivers/index.ts', import.meta.url).pathname}';
  const directory = process.argv[1];
  openDevices(
    {
      reader: { kind: 'pcsc', socket: directory + '/nobody' },
      scanner: { kind: 'serial', path: directory + '/nobody' },
      printer: { kind: 'escpos-tcp', host: '127.0.0.1', port: 1 },
      trustDirectory: directory,
    },
    {
      entry: '${new URL('../../drivers/host/main.ts', import.meta.url).pathname}',
      log: (entry) => entry.event === 'host-up' && console.log(entry.pid),
    },
  );
`;

test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('%s: the device host ends with its kiosk', async (signal) => {
  const parent = spawn(process.execPath, ['--input-type=module', '-e', kiosk, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const exited = once(parent, 'exit');
  const host = Number((await once(parent.stdout, 'data'))[0]);
  expect(alive(host)).toBe(true);
  // As the terminal does: the whole group.
  process.kill(signal === 'SIGKILL' ? Number(parent.pid) : -Number(parent.pid), signal);
  await exited;
  await vi.waitUntil(() => !alive(host), { timeout: 10_000 });
});
