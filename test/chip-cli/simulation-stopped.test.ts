import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { chip, entry, parse, printed } from './lab.ts';

test('the printed line reads the card by its MRZ; Ctrl-C leaves nothing behind', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'chip-'));
  onTestFinished(() => rm(scratch, { recursive: true }));
  const simulation = spawn(process.execPath, [entry, 'simulate', '--profile', 'bac-only'], {
    env: { ...process.env, TMPDIR: scratch },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void simulation.kill('SIGKILL'));
  const exited = once(simulation, 'exit');

  let told: string[] | null = null;
  for await (const line of createInterface({ input: simulation.stdout })) {
    told = /CSOCK_NAME=(\S+) npm run chip -- read --mrz '(\S+)' --trust (\S+)/.exec(line);
    if (told) break;
  }
  const [, pcscd = '', mrz = '', trust = ''] = told ?? [];
  const ended = await chip(['read', '--mrz', mrz, '--trust', trust, '--json'], { pcscd });
  expect(ended.code).toBe(0);
  expect(parse(printed.reading, ended)).toMatchObject({ access: 'bac-mrz', notProved: [] });

  simulation.kill('SIGINT');
  expect(await exited).toEqual([0, null]);
  expect(await readdir(scratch)).toEqual([]);
});

test('an unknown profile: 2', async () => {
  expect(await chip(['simulate', '--profile', 'nobody'])).toMatchObject({ code: 2, stdout: '' });
});
