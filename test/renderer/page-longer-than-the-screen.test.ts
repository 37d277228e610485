import { afterAll, beforeAll, expect, it } from 'vitest';
import { languageSchema } from '../../src/contract/text.ts';
import { isFull } from '../support/repetitions.ts';
import { measure, mm } from './measure.ts';
import { misplaced } from './misplaced.ts';
import { samplePages, sampleViews } from './sample-views.ts';
import { ghostTapOver, openKiosk, type Kiosk } from './support.ts';

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

const button = (name: string) => kiosk.page.getByRole('button', { name, exact: true });
const [review] = sampleViews.review.toSorted((a, b) => b.lines.length - a.lines.length);
if (!review) throw new Error('a sample is missing');

/** What can be seen of the page's lines now. */
const linesSeen = () =>
  kiosk.page.evaluate(() => {
    const window = document.querySelector('main')?.getBoundingClientRect();
    return [...document.querySelectorAll('dd')]
      .filter((line) => {
        const { top, bottom } = line.getBoundingClientRect();
        return window && top >= window.top - 1 && bottom <= window.bottom + 1;
      })
      .map(({ textContent }) => textContent);
  });

it('buttons page through it: everything comes into sight, and the main button at the end', async () => {
  await kiosk.show({ name: 'cleared', cardLeft: false });
  await kiosk.show(review, { settings: { textSize: 'largest', lowScreen: true } });
  await kiosk.page.waitForTimeout(ghostTapOver);
  for (const name of ['Lên', 'Xuống']) {
    const box = await button(name).boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(25 * mm - 0.5);
  }
  expect(await button('Lên').getAttribute('aria-disabled')).toBe('true');
  const seen = new Set(await linesSeen());
  for (let pages = 0; (await button('Xuống').getAttribute('aria-disabled')) === 'false'; pages += 1) {
    expect(pages).toBeLessThan(10);
    // Past the time in which two strikes on one control are one.
    await kiosk.page.waitForTimeout(550);
    await button('Xuống').click();
    await kiosk.page.waitForTimeout(50);
    for (const line of await linesSeen()) seen.add(line);
  }
  expect([...seen]).toEqual(review.lines.map(({ value }) => value.vi));
  expect(await kiosk.page.locator('.main').evaluate((main) => main.getBoundingClientRect().bottom)).toBeLessThan(1920);

  await kiosk.show(review);
  await button('Xuống').waitFor({ state: 'detached' });
});

it('paging by keys keeps the focus where it is', async () => {
  await kiosk.show({ name: 'cleared', cardLeft: false });
  await kiosk.show(review, { settings: { textSize: 'largest', lowScreen: true } });
  await kiosk.page.waitForTimeout(ghostTapOver);
  await button('Xuống').focus();
  for (let presses = 0; presses < 4; presses += 1) {
    await kiosk.page.keyboard.press('Enter');
    await kiosk.page.waitForTimeout(550);
  }
  expect(await kiosk.page.evaluate(() => document.activeElement?.textContent.trim())).toBe('Xuống');
});

it('half the panel holds every page in letters of the usual size', async () => {
  for (const [at, page] of samplePages.filter(({ name }) => !name.startsWith('maintenance')).entries())
    for (const language of isFull ? languageSchema.options : languageSchema.options.slice(at % 2, (at % 2) + 1)) {
      await kiosk.show(page, { language, settings: { lowScreen: true } });
      expect((await kiosk.page.evaluate(measure)).mainOverflow, `${page.name} (${String(at)}), ${language}`).toBe(0);
      expect(await kiosk.page.evaluate(misplaced)).toEqual([]);
    }
});

it('letters of twice the size grow downwards only, and none is cut', async () => {
  await kiosk.page.evaluate(() => document.documentElement.style.setProperty('--ts', '2'));
  for (const [at, page] of samplePages.filter(({ name }) => !name.startsWith('maintenance')).entries()) {
    if (!isFull && at % 3 > 0) continue;
    await kiosk.show(page, { settings: { textSize: 'largest' } });
    const found = await kiosk.page.evaluate(measure);
    expect(await kiosk.page.evaluate(misplaced)).toEqual([]);
    expect(found.width, page.name).toBe(1080);
    expect(found.mainAside, page.name).toBeLessThanOrEqual(0);
    for (const text of found.texts) {
      expect(text.cut, text.what).toBe(false);
      expect(text.right, text.what).toBeLessThanOrEqual(1080);
    }
  }
});
