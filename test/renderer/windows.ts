import { chromium, type Browser, type Page } from 'playwright-core';
import { inject } from 'vitest';

interface Kind {
  hasTouch?: boolean;
  deviceScaleFactor?: number;
}

let browser: Promise<Browser> | undefined;
/** Nobody uses them just now, by their kind. A new one takes the browser longer than most tests take in it. */
const spare = new Map<string, Page[]>();

async function openWindow(kind: Kind): Promise<Page> {
  browser ??= chromium.connect(inject('browserAddress'));
  return (await (await browser).newContext(kind)).newPage();
}

/** An empty window of the browser, in which nothing is kept of the tests before. */
export async function takeWindow(kind: Kind, size: { width: number; height: number }, isNew = false) {
  const alike = spare.get(JSON.stringify(kind)) ?? [];
  spare.set(JSON.stringify(kind), alike);
  const page = (isNew ? undefined : alike.pop()) ?? (await openWindow(kind));
  const context = page.context();
  await page.setViewportSize(size);
  // What moves is drawn sixty times a second: where that is what a test is about, it asks for it.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  return {
    page,
    giveBack: async (): Promise<void> => {
      for (const event of ['request', 'console', 'pageerror']) page.removeAllListeners(event);
      for (const other of context.pages()) if (other !== page) await other.close();
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await context.unrouteAll({ behavior: 'ignoreErrors' });
      await context.setOffline(false);
      await context.clearCookies();
      // The port of a stage may be another's later. A page that was never there, or could not be had, has no storage.
      await page
        .evaluate(() => {
          localStorage.clear();
          sessionStorage.clear();
        })
        .catch(() => undefined);
      await page.goto('about:blank');
      alike.push(page);
    },
  };
}
