import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished, vi } from 'vitest';
import { entry, patience } from './run-journey.ts';

interface Running {
  pid: number;
  parent: number;
  /** Tells a process from a later one of the same number. */
  started: string;
}

/** Field 4 and 22 of proc_pid_stat(5); the name in between may hold blanks. */
function running(): Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        return fields[0] === 'Z' ? [] : [{ pid: Number(name), parent: Number(fields[1]), started: fields[19] ?? '' }];
      } catch {
        return [];
      }
    });
}

function descendants(pid: number): Running[] {
  const all = running();
  const below = (parent: number): Running[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return below(pid);
}

it.for(['SIGINT', 'SIGKILL'] as const)(
  'ends everything it started when it gets %s',
  { timeout: patience },
  async (signal) => {
    const scratch = await mkdtemp(join(tmpdir(), 'tram-'));
    onTestFinished(() => rm(scratch, { recursive: true }));
    const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...environment } = process.env;
    const demonstration = spawn(process.execPath, [entry], {
      env: { ...environment, TMPDIR: scratch },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void demonstration.kill('SIGKILL'));
    const exited = once(demonstration, 'exit');
    for await (const line of createInterface({ input: demonstration.stdout })) if (line.includes('Open:')) break;

    const started = descendants(demonstration.pid ?? 0);
    // Backend, kiosk, device host, pcscd and the card's processes, socat.
    expect(started.length).toBeGreaterThanOrEqual(6);
    demonstration.kill(signal);
    await exited;
    await vi.waitFor(
      () => {
        const now = running();
        expect(
          started.filter((one) => now.some(({ pid, started }) => pid === one.pid && started === one.started)),
        ).toEqual([]);
      },
      { timeout: 10_000, interval: 100 },
    );
    if (signal === 'SIGINT') expect(await readdir(scratch)).toEqual([]);
  },
);
