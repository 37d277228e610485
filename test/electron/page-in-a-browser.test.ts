import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Command } from '../../src/contract/commands.ts';
import { ok } from '../../src/contract/result.ts';
import type { SessionView } from '../../src/contract/session-view.ts';
import { usualSettings } from '../../src/contract/settings.ts';
import { systemClock } from '../../drivers/clock.ts';
import { connectPage } from '../../src/main/hosts/electron/ipc.ts';
import { keepPageAlive, onDrawn } from '../../src/main/hosts/electron/page.ts';
import { servePage } from '../../src/main/hosts/electron/scheme.ts';
import { buildProduct, type Build } from './build.ts';
import { FakeSession, FakeWindow, ipcMain } from './fake-electron.ts';

/*
 * The built page, the built preload and the Electron adapter together, with a real Chromium in the place of Electron's:
 * the scheme's answers (with their content policy) reach it under an http origin, and IPC goes through the test.
 */
vi.mock('electron', () => import('./fake-electron.ts'));

const patience = { timeout: 15_000 };
const origin = 'http://kiosk.localhost';
const services = [
  { id: 'queue-ticket', picture: 'queue' as const, title: { vi: 'Lấy số thứ tự', en: 'Queue ticket' } },
  {
    id: 'licence-renewal',
    picture: 'licence' as const,
    title: { vi: 'Đổi giấy phép lái xe', en: 'Renew a driving licence' },
  },
];
const homeView = (revision: number, shown: number): SessionView => ({
  revision,
  language: 'vi',
  centre: { vi: 'Bệnh viện Đa khoa Mẫu', en: 'Mẫu General Hospital' },
  page: { name: 'home', cardLeft: false, services: services.slice(0, shown) },
  settings: usualSettings,
  packs: [],
  panelShortSide: 336,
  simulated: [],
});

let build: Build;
let browser: Browser;

beforeAll(async () => {
  build = await buildProduct();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});

afterAll(async () => {
  await browser.close();
  build.remove();
});

/** What Electron's sandboxed renderer gives a preload, seen from a plain page. */
function preloadInBrowser(preload: string): string {
  return `(() => {
    const require = () => ({
      contextBridge: { exposeInMainWorld: (key, api) => Object.defineProperty(window, key, { value: api }) },
      ipcRenderer: {
        invoke: (channel, value) => window.invokeMain(channel, value),
        on: (channel, listener) => { (window.fromMain ??= {})[channel] = (value) => listener({}, value); },
      },
    });
    ${preload}
  })()`;
}

/** A window whose every load is a new page of a real browser. */
class BrowserBackedWindow extends FakeWindow {
  readonly complaints: string[] = [];
  page: Page | undefined;

  constructor(session: FakeSession) {
    super();
    const preload = preloadInBrowser(readFileSync(join(build.out, 'preload/preload.cjs'), 'utf8'));
    this.webContents.send = (channel, value) => {
      const deliver = `window.fromMain[${JSON.stringify(channel)}](${JSON.stringify(value)})`;
      this.page?.evaluate(deliver).catch((error: unknown) => this.complaints.push(String(error)));
    };
    this.webContents.executeJavaScript = async (script) => {
      await this.page?.evaluate(script);
    };
    this.webContents.loadURL = async (url) => {
      this.webContents.crashed = false;
      const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
      page.on('console', (message) => this.complaints.push(message.text()));
      page.on('pageerror', (error) => this.complaints.push(error.message));
      page.on('crash', () => {
        this.webContents.crashed = true;
        this.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
      });
      await page.route('**', async (route) => {
        const own = route.request().url().replace(origin, 'tram://kiosk');
        const answer = await session.schemeHandler?.({ url: own, method: route.request().method() });
        if (!answer) return route.abort();
        await route.fulfill({
          status: answer.status,
          headers: Object.fromEntries(answer.headers),
          body: Buffer.from(await answer.arrayBuffer()),
        });
      });
      await page.exposeFunction('invokeMain', (channel: string, value: unknown) =>
        ipcMain.invoke(channel, { sender: this.webContents, senderFrame: this.webContents.mainFrame }, value),
      );
      await page.addInitScript(preload);
      await page.goto(url.replace('tram://kiosk', origin));
      this.page = page;
      this.webContents.emit('did-finish-load');
    };
  }
}

test('the page shows the view, sends the tap, and after a crash shows the view as it stands', async () => {
  const session = new FakeSession();
  servePage(session.asSession, join(build.out, 'renderer'));
  const window = new BrowserBackedWindow(session);
  const commands: Command[] = [];
  const defects: string[] = [];
  let show: (view: SessionView) => void = () => undefined;
  connectPage(
    window.asWindow,
    {
      handle(command) {
        commands.push(command);
        return Promise.resolve(ok(undefined));
      },
      watchView(listener) {
        show = listener;
        listener(homeView(1, 1));
        return () => undefined;
      },
      close: () => Promise.resolve(),
    },
    (error) => defects.push(String(error)),
  );
  let drawn = 0;
  onDrawn(window.asWindow, () => drawn++);
  keepPageAlive(window.asWindow, systemClock, (reason) => defects.push(reason));

  await expect.poll(() => window.page !== undefined, patience).toBe(true);
  const first = window.page;
  await first?.getByText('Lấy số thứ tự').waitFor();
  // Taps too soon after a change of page are ghosts.
  await first?.waitForTimeout(500);
  await first?.getByText('Lấy số thứ tự').click();
  await expect.poll(() => commands, patience).toEqual([{ type: 'choose-service', service: 'queue-ticket' }]);
  expect(window.complaints).toEqual([]);
  await expect.poll(() => drawn, patience).toBe(1);

  await first?.goto('chrome://crash').catch(() => undefined);
  await expect.poll(() => window.webContents.crashed, patience).toBe(true);
  show(homeView(2, 2));
  await expect.poll(() => window.page !== first, patience).toBe(true);
  await window.page?.getByText('Đổi giấy phép lái xe').waitFor();
  expect(window.complaints).toEqual([]);
  await expect.poll(() => drawn, patience).toBe(2);
  expect(defects).toEqual([]);
});
