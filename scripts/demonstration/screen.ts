import { existsSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Text } from '../../src/contract/text.ts';
import { launchChromium } from '../../src/main/hosts/node/chromium.ts';
import type { Cleanup } from './cleanup.ts';
import { startProcess } from './processes.ts';
import { startServedKiosk } from './stack.ts';
import type { Stack } from './stack.ts';
import { inTree } from './tree.ts';

/** Electron's first paint; beyond it the machine gets Chromium. */
const firstPaintWithin = 20_000;
/** A Chromium that cannot reach its display ends within this time. */
const refusedWithin = 3_000;

const chromium = '/usr/bin/chromium';
const electron = inTree('node_modules/electron/dist/electron');

const hasDisplay = () => Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const isRoot = () => process.getuid?.() === 0;

/** Chromium has no sandbox as root; the start screen says so. */
export function sandboxNotes(): Text[] {
  return isRoot()
    ? [{ vi: 'trình duyệt chạy quyền root, không có sandbox', en: 'browser run as root, without its sandbox' }]
    : [];
}

interface ScreenOptions {
  stack: Stack;
  runDirectory: string;
  cleanup: Cleanup;
  report: (line: string) => void;
}

/** Shows the kiosk on what this machine has. @returns why the demonstration is over, once it is */
export async function showKiosk(options: ScreenOptions): Promise<string> {
  if (hasDisplay() && existsSync(electron)) {
    const shown = await showInElectron(options);
    if ('ended' in shown) return shown.ended;
    options.report(`Electron không dùng được, chuyển sang Chromium / No Electron, so Chromium: ${shown.reason}`);
  }
  return showInBrowser(options);
}

async function showInElectron(options: ScreenOptions): Promise<{ ended: Promise<string> } | { reason: string }> {
  const { stack, runDirectory, cleanup, report } = options;
  if (stack.bench.state().reader === 'direct') return { reason: 'it reads cards through pcscd only' };
  const switches = isRoot() ? ['--no-sandbox'] : [];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [inTree('scripts/setup.mjs'), 'electron']);
    if (stdout) report(stdout.trimEnd());
    const shell = startProcess({
      name: 'electron',
      command: [electron, ...switches, inTree('out/main/electron.js'), `--config=${stack.kioskConfigFile}`],
      logFile: join(runDirectory, 'kiosk.log'),
    });
    void cleanup.own(Promise.resolve(shell));
    await shell.next('screen-ready', firstPaintWithin).catch(async (error: unknown) => {
      await shell.close();
      throw error;
    });
    // The bench stands beside Electron's window, in a window of its own.
    if (existsSync(chromium)) openChromium(options, false);
    return { ended: shell.ended };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : 'unknown' };
  }
}

async function showInBrowser(options: ScreenOptions): Promise<string> {
  const { stack, runDirectory, cleanup, report } = options;
  const kiosk = await startServedKiosk(stack, runDirectory, cleanup);
  if (hasDisplay() && existsSync(chromium)) {
    const { exited } = openChromium(options, true);
    const refused = await Promise.race([exited, delay(refusedWithin, 0, { ref: false })]);
    if (refused === 0) {
      const closed = exited.then(() => 'Đã đóng màn hình / The screen was closed');
      return Promise.race([closed, kiosk.process.ended]);
    }
    report(`Chromium không mở được màn hình, mã thoát ${refused} / Chromium has no display, exit code ${refused}`);
  }
  report(`Không có màn hình. Mở địa chỉ này / No display here. Open:  ${stack.panel.origin}`);
  return kiosk.process.ended;
}

function openChromium({ stack, runDirectory, cleanup }: ScreenOptions, fullScreen: boolean) {
  const browser = launchChromium({
    url: stack.panel.origin,
    executable: chromium,
    kiosk: fullScreen,
    profileDirectory: join(runDirectory, 'chromium'),
    demonstrationAsRoot: isRoot(),
  });
  void cleanup.own(Promise.resolve(browser));
  return browser;
}
