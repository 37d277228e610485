import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { launchChromium } from '../../src/main/hosts/node/chromium.ts';
import { startNodeHost } from '../../src/main/hosts/node/host.ts';

const commandLines = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    });

it('lets the browser in without standing on any command line', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'tram-'));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
  // The page itself: a script that opens the socket, as the kiosk's does.
  writeFileSync(join(scratch, 'index.html'), '<!doctype html><script src="page.js"></script>');
  writeFileSync(join(scratch, 'page.js'), 'new WebSocket(location.origin.replace("http", "ws") + "/kiosk")');
  const headless = join(scratch, 'chromium');
  writeFileSync(headless, '#!/bin/sh\nexec /usr/bin/chromium --headless "$@"\n', { mode: 0o755 });

  let entered: () => void = () => undefined;
  const inside = new Promise<void>((resolve) => (entered = resolve));
  const host = await startNodeHost(
    {
      handle: () => Promise.resolve({ ok: true, value: undefined }),
      watchView: () => {
        entered();
        return () => undefined;
      },
      close: () => Promise.resolve(),
    },
    { rendererDirectory: scratch, crash: (error) => expect.unreachable(String(error)) },
  );
  onTestFinished(() => host.close());
  const url = host.entrance();
  const key = new URL(url).searchParams.get('key') ?? '';
  const browser = launchChromium({
    url,
    executable: headless,
    kiosk: true,
    profileDirectory: join(scratch, 'profile'),
    demonstrationAsRoot: true,
  });
  onTestFinished(() => browser.close());

  await inside;
  expect(key).toHaveLength(32);
  expect(commandLines().some((line) => line.includes(key))).toBe(false);
  expect(statSync(join(scratch, 'profile/door.html')).mode & 0o077).toBe(0);
});
