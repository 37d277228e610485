import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../drivers/clock.ts';
import { chromiumArguments, launchChromium } from '../../src/main/hosts/node/chromium.ts';

const options = { url: 'http://127.0.0.1:1/', kiosk: true, profileDirectory: '/profile', demonstrationAsRoot: false };
const root = 0;
const ordinary = 1000;

test('root is refused outside the demonstration', () => {
  expect(() => chromiumArguments(options, root)).toThrow('ordinary user');
});

test('the sandbox is given up for root in the demonstration alone', () => {
  expect(chromiumArguments({ ...options, demonstrationAsRoot: true }, root)).toContain('--no-sandbox');
  expect(chromiumArguments({ ...options, demonstrationAsRoot: true }, ordinary)).not.toContain('--no-sandbox');
  expect(chromiumArguments(options, ordinary)).not.toContain('--no-sandbox');
});

test('the kiosk fills the screen; the demonstration is a window', () => {
  expect(chromiumArguments(options, ordinary).slice(-2)).toEqual(['--kiosk', options.url]);
  expect(chromiumArguments({ ...options, kiosk: false }, ordinary).at(-1)).toBe(`--app=${options.url}`);
});

test('a browser that cannot be started ends at once, and closing it twice is no fault', async () => {
  const profileDirectory = mkdtempSync(join(tmpdir(), 'tram-chromium-'));
  const executable = join(profileDirectory, 'no-such-browser');
  const browser = launchChromium({ ...options, executable, profileDirectory, demonstrationAsRoot: true });
  expect(await browser.exited).toBe(1);
  await browser.close();
  rmSync(profileDirectory, { recursive: true });
});

test('a browser that ignores the polite request is killed', async () => {
  const profileDirectory = mkdtempSync(join(tmpdir(), 'tram-chromium-'));
  const executable = join(profileDirectory, 'stubborn-browser');
  const running = join(profileDirectory, 'running');
  writeFileSync(executable, `#!/bin/sh\ntrap '' TERM\n: > ${running}\nwhile :; do sleep 0.1; done\n`, { mode: 0o755 });
  const clock = { ...systemClock, after: (_: number, action: () => void) => systemClock.after(100, action) };
  const browser = launchChromium({ ...options, executable, profileDirectory, demonstrationAsRoot: true, clock });
  await expect.poll(() => existsSync(running), { timeout: 10_000 }).toBe(true);
  await browser.close();
  expect(await browser.exited).toBe(1);
  rmSync(profileDirectory, { recursive: true });
});
