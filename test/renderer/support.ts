import type { Page as BrowserPage } from 'playwright-core';
import { inject } from 'vitest';
import type { Page, SessionView } from '../../src/contract/session-view.ts';
import { usualSettings, type Settings } from '../../src/contract/settings.ts';
import type { Language } from '../../src/contract/text.ts';
import { openStage, viewOf } from './stage.ts';
import { takeWindow } from './windows.ts';

/** How long the page ignores touches after it changed, with a margin. */
export const ghostTapOver = 450;

export interface Shown {
  language?: Language;
  idle?: SessionView['idle'];
  settings?: Partial<Settings>;
  help?: SessionView['help'];
  simulated?: SessionView['simulated'];
  packs?: string[];
}

/** For tests of something else than stray touches: what is pressed right after a page changed counts. */
export const heedEarlyTouches = (page: BrowserPage): Promise<void> =>
  page.evaluate((earlier) => {
    const now = performance.now.bind(performance);
    performance.now = () => now() - earlier;
  }, ghostTapOver);

/** A kiosk's screen in the browser, before a stage on which a test plays the core. @param isNew in a process that served no other page */
export async function openKiosk(
  size: { width: number; height: number } = { width: 1080, height: 1920 },
  deviceScaleFactor = 1,
  isNew = false,
) {
  const stage = await openStage(inject('pageFolder'));
  const { page, giveBack } = await takeWindow({ hasTouch: true, deviceScaleFactor }, size, isNew);
  const requested: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
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
    async show(shown: Page, { language = 'vi', idle, simulated = [], packs = [], settings, help }: Shown = {}) {
      stage.play({
        ...viewOf(shown, ++revision),
        language,
        simulated,
        packs,
        settings: { ...usualSettings, ...settings },
        ...(idle && { idle }),
        ...(help && { help }),
      });
      await page.evaluate(
        async (wanted) => {
          const nextFrame = () => new Promise(requestAnimationFrame);
          for (const end = Date.now() + 30_000; !document.querySelector(wanted); await nextFrame())
            if (Date.now() > end) throw new Error(`${wanted} was never shown`);
          // Letters are asked for when the page is laid out, and what measures itself does so then.
          await nextFrame();
          await nextFrame();
          await document.fonts.ready;
        },
        `[data-revision="${String(revision)}"]`,
      );
      // This browser has no camera, and finds that out in its own time.
      if (shown.name === 'question' && shown.question.kind === 'photo')
        await page.locator('video').waitFor({ state: 'detached' });
    },
    async close() {
      await giveBack();
      await stage.close();
    },
  };
}

export type Kiosk = Awaited<ReturnType<typeof openKiosk>>;
