import { chromium, type Page as BrowserPage } from 'playwright-core';
import { inject } from 'vitest';
import type { Page, SessionView } from '../../src/contract/session-view.ts';
import { usualSettings, type Settings } from '../../src/contract/settings.ts';
import type { Language } from '../../src/contract/text.ts';
import { openStage, viewOf } from './stage.ts';

/** How long the page ignores touches after it changed, with a margin. */
export const ghostTapOver = 450;

export interface Shown {
  language?: Language;
  idle?: SessionView['idle'];
  settings?: Partial<Settings>;
  help?: SessionView['help'];
  simulated?: SessionView['simulated'];
}

/** A kiosk's screen in the browser, before a stage on which a test plays the core. */
export async function openKiosk(
  size: { width: number; height: number } = { width: 1080, height: 1920 },
  deviceScaleFactor = 1,
) {
  const stage = await openStage(inject('pageFolder'));
  const browser = await chromium.connect(inject('browserAddress'));
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor,
    hasTouch: true,
    reducedMotion: 'reduce',
  });
  const page: BrowserPage = await context.newPage();
  const requested: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => requested.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(stage.address);

  let revision = 0;
  return {
    page,
    stage,
    requested,
    complaints,
    /** Shows a page and waits until it is on the screen and has its final letters. */
    async show(shown: Page, { language = 'vi', idle, simulated = [], settings, help }: Shown = {}) {
      stage.play({
        ...viewOf(shown, ++revision),
        language,
        simulated,
        settings: { ...usualSettings, ...settings },
        ...(idle && { idle }),
        ...(help && { help }),
      });
      await page.locator(`[data-revision="${String(revision)}"]`).waitFor({ state: 'attached' });
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      // This browser has no camera, and finds that out in its own time.
      if (shown.name === 'question' && shown.question.kind === 'photo')
        await page.locator('video').waitFor({ state: 'detached' });
    },
    async close() {
      await context.close();
      await browser.close();
      await stage.close();
    },
  };
}

export type Kiosk = Awaited<ReturnType<typeof openKiosk>>;
