import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleViews } from './sample-views.ts';
import { openKiosk, type Kiosk } from './support.ts';

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

/** Runs in the page: all places in which a browser keeps something. */
async function kept(): Promise<string> {
  const databases = await indexedDB.databases();
  const cached = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return JSON.stringify([
    document.documentElement.outerHTML,
    document.title,
    Object.entries(localStorage),
    Object.entries(sessionStorage),
    databases,
    cached.flat().map(({ url }) => url),
    document.cookie,
    location.href,
    history.length,
    [...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value),
  ]);
}

it('keeps nothing of a person when her page is gone, and no way back to it', async () => {
  const [person] = sampleViews.person;
  if (!person) throw new Error('a sample is missing');
  const canaries = { maskedName: 'T. T. CANARYNAME', birthYear: '1937' };
  await kiosk.show({ ...person, ...canaries });
  expect(await kiosk.page.evaluate(kept)).toContain('CANARYNAME');
  await kiosk.show({ name: 'cleared', cardLeft: false });
  for (const key of [undefined, 'Alt+ArrowLeft', 'Alt+ArrowRight', 'Backspace']) {
    if (key) await kiosk.page.keyboard.press(key);
    const left = await kiosk.page.evaluate(kept);
    for (const canary of Object.values(canaries)) expect(left).not.toContain(canary);
    expect(await kiosk.page.locator('[data-page="cleared"]').count()).toBe(1);
  }
  expect(await kiosk.page.evaluate(() => navigator.clipboard.readText().catch(() => ''))).toBeFalsy();
  expect(kiosk.complaints.join('\n')).not.toContain('CANARYNAME');
});
