import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { Kiosk } from '../../src/main/kiosk-port.ts';
import { headlessFlags } from '../../scripts/demonstration/headless.ts';
import { startNodeHost } from '../../src/main/hosts/node/host.ts';
import { initialState } from '../../src/main/session/state.ts';
import { toView } from '../../src/main/session/to-view.ts';
import { context, devices } from '../support/samples.ts';
import { compare, type Figure } from './figure.ts';

const rendererDirectory = join(import.meta.dirname, '../../out/renderer');

/** From a core that listens to the first screen that takes a tap, against an empty page in the same browser. */
export async function screen(): Promise<Figure[]> {
  const view = toView(initialState(devices()), context, {
    revision: 1,
    simulated: [],
    version: 'bench',
    panelShortSide: 336,
    at: Date.now(),
  });
  const kiosk: Kiosk = {
    handle: () => Promise.resolve({ ok: true, value: undefined }),
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
  const empty = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><button>1</button>'),
  );
  await new Promise<void>((ready) => empty.listen(0, '127.0.0.1', ready));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
    args: headlessFlags,
  });

  const open = async (url: string, usable: (page: Page) => Promise<unknown>) => {
    const page = await (await browser.newContext({ viewport: { width: 1080, height: 1920 } })).newPage();
    await page.goto(url);
    await usable(page);
    await page.context().close();
  };
  const result = await compare(
    'core.first-usable-screen',
    10,
    () =>
      open(host.entrance(), (page) => page.getByRole('button', { name: 'Khám bảo hiểm y tế' }).click({ trial: true })),
    () =>
      open(`http://127.0.0.1:${(empty.address() as AddressInfo).port}/`, (page) =>
        page.getByRole('button').click({ trial: true }),
      ),
  );
  await browser.close();
  empty.close();
  await host.close();
  return [result];
}
