import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import type { Kiosk } from '../../src/main/kiosk-port.ts';
import { headlessFlags } from '../../scripts/demonstration/headless.ts';
import { startNodeHost } from '../../src/main/hosts/node/host.ts';
import { initialState } from '../../src/main/session/state.ts';
import { toView } from '../../src/main/session/to-view.ts';
import { context, devices } from '../support/samples.ts';
import { alternate, figure, median, type Figure } from './figure.ts';

const rendererDirectory = join(import.meta.dirname, '../../out/renderer');
/** Where the first service is on the first screen, at 1080 x 1920. */
const firstService = { x: 300, y: 700 };
/** Milliseconds. */
const patience = 20_000;

/** Something with a button where the first service is; whoever presses it is `taken`. */
interface Site {
  taps: EventEmitter<{ taken: [] }>;
  entrance(): string;
  close(): Promise<void>;
}

/**
 * From a core that listens to the first tap that reaches it, against an empty page. A tap, and not a look at the button: a page is not
 * usable before it takes one. In a browser that runs already, as in Electron, and in one that is started then, as by the Node host: both headless, and
 * the core has its view.
 */
export async function screen(): Promise<Figure[]> {
  const [kiosk, empty] = [await kioskSite(), await emptySite()];
  const browser = await launch();
  const warm = await alternate(
    10,
    () => firstTap(browser, kiosk),
    () => firstTap(browser, empty),
  );
  await browser.close();
  const cold = await alternate(
    10,
    () => firstTapOfAll(kiosk),
    () => firstTapOfAll(empty),
  );
  await kiosk.close();
  await empty.close();
  return [
    figure('core.first-usable-screen', median(warm.work), median(warm.floor)),
    figure('core.browser-and-screen', median(cold.work), median(cold.floor)),
  ];
}

const launch = () =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
    args: headlessFlags,
  });

async function firstTapOfAll(site: Site): Promise<number> {
  const start = performance.now();
  const browser = await launch();
  const took = await firstTap(browser, site, start);
  await browser.close();
  return took;
}

/** Opens a window and taps, again and again, until a tap is taken. */
async function firstTap(browser: Browser, site: Site, start = performance.now()): Promise<number> {
  let took: number | undefined;
  site.taps.once('taken', () => (took = performance.now() - start));
  const tab = await browser.newContext({ viewport: { width: 1080, height: 1920 }, hasTouch: true });
  const page = await tab.newPage();
  await page.goto(site.entrance(), { waitUntil: 'commit' });
  while (took === undefined) {
    if (performance.now() > start + patience) throw new Error('no tap was taken');
    await page.touchscreen.tap(firstService.x, firstService.y);
  }
  await tab.close();
  return took;
}

async function kioskSite(): Promise<Site> {
  const view = toView(initialState(devices()), context, {
    revision: 1,
    simulated: [],
    version: 'bench',
    panelShortSide: 336,
    at: Date.now(),
  });
  const first = view.page.name === 'home' ? view.page.services[0]?.id : undefined;
  const taps: Site['taps'] = new EventEmitter();
  const kiosk: Kiosk = {
    handle: (command) => {
      if (command.type !== 'choose-service' || command.service !== first)
        throw new Error(`a tap on the first service was taken for ${JSON.stringify(command)}`);
      taps.emit('taken');
      return Promise.resolve({ ok: true, value: undefined });
    },
    watchView: (listener) => {
      listener(view);
      return () => undefined;
    },
    close: () => Promise.resolve(),
  };
  const host = await startNodeHost(kiosk, {
    rendererDirectory,
    crash: (error) => {
      throw error;
    },
  });
  return { taps, entrance: () => host.entrance(), close: () => host.close() };
}

const emptyPage = `<!doctype html><meta name="viewport" content="width=device-width">
<button style="position: fixed; inset: 0" onclick="fetch('/', { method: 'POST' })">1</button>`;

async function emptySite(): Promise<Site> {
  const taps: Site['taps'] = new EventEmitter();
  const server = createServer((request, response) => {
    if (request.method === 'POST') taps.emit('taken');
    response.setHeader('content-type', 'text/html').end(emptyPage);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    taps,
    entrance: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
