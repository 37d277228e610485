import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { entry, patience } from './run-journey.ts';

it('prints an address where Chromium cannot reach the display', { timeout: patience }, async () => {
  const { WAYLAND_DISPLAY: _wayland, ...environment } = process.env;
  const demonstration = spawn(process.execPath, [entry, '--simulated-reader'], {
    env: { ...environment, DISPLAY: '127.0.0.1:59999' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(demonstration, 'exit');
  onTestFinished(async () => {
    demonstration.kill('SIGTERM');
    await exited;
  });
  const printed: string[] = [];
  for await (const line of createInterface({ input: demonstration.stdout })) {
    printed.push(line);
    if (line.includes('Open:')) break;
  }
  expect(printed.at(-2)).toMatch(/Chromium has no display, exit code [1-9]/);
  expect(printed.at(-1)).toMatch(/http:\/\/127\.0\.0\.1:\d+$/);
});
