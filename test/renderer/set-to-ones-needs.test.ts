import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../src/contract/session-view.ts';
import { isFull } from '../support/repetitions.ts';
import { violations } from './axe.ts';
import { contrast } from './contrast.ts';
import { gap, measure, mm } from './measure.ts';
import { misplaced } from './misplaced.ts';
import { sampleViews } from './sample-views.ts';
import { openKiosk, type Kiosk } from './support.ts';
import { nameOf, panels, variants } from './variants.ts';

/** Heights of capitals in millimetres; Noto Sans has them of 0.714 em. */
const smallest = { medium: 4.8, large: 5.3, largest: 6.8 } as const;

/** Each second page in one of its states; another one in each variant. In the full run all of them. */
const pagesIn = (at: number): Page[] =>
  Object.values(sampleViews).flatMap((states: Page[], index) => {
    if (!isFull && (index + at) % 2 > 0) return [];
    const state = states[at % states.length];
    return isFull ? states : state ? [state] : [];
  });

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

describe.each(variants.map((variant, at) => [nameOf(variant), variant, at] as const))(
  '%s',
  (_, { language, panel, settings }, at) => {
    const { width, height } = panels[panel];
    const pages = pagesIn(at).filter(({ name }) => !name.startsWith('maintenance'));
    beforeAll(() => kiosk.page.setViewportSize({ width, height }));

    it.each(pages.map((page) => [page.name, page] as const))('%s', async (_, page) => {
      await kiosk.show(page, { language, settings });
      const found = await kiosk.page.evaluate(measure);
      expect(await kiosk.page.evaluate(misplaced)).toEqual([]);
      expect(found.width).toBe(width);
      expect(found.height).toBe(height);
      expect(found.mainAside, 'wider than its window').toBeLessThanOrEqual(0);
      if (found.mainOverflow > 0) {
        expect(settings.textSize, 'scrolls at the usual size').not.toBe('medium');
        expect(found.targets.map(({ what }) => what).join(' ')).toMatch(language === 'vi' ? /Xuống/ : /Down/);
      }
      for (const target of found.targets) {
        expect(Math.min(target.width, target.height), target.what).toBeGreaterThanOrEqual(20 * mm - 0.5);
        expect(Math.min(target.left, width - target.right, height - target.bottom), target.what).toBeGreaterThan(
          5 * mm,
        );
        if (settings.lowScreen) expect(target.top, target.what).toBeGreaterThanOrEqual(height / 2);
        for (const other of found.targets)
          if (other !== target)
            expect(gap(target, other), `${target.what} | ${other.what}`).toBeGreaterThanOrEqual(3 * mm - 0.5);
      }
      for (const text of found.texts) {
        expect(text.size, text.what).toBeGreaterThanOrEqual((smallest[settings.textSize] / 0.714) * mm);
        expect(text.lineHeight, text.what).toBeGreaterThanOrEqual(1.39999);
        expect(text.cut, text.what).toBe(false);
        expect(text.left, text.what).toBeGreaterThanOrEqual(0);
        expect(text.right, text.what).toBeLessThanOrEqual(width);
      }
      for (const icon of found.icons) expect(contrast(icon.colour, icon.ground), icon.what).toBeGreaterThanOrEqual(3);
      // What axe looks at depends on colours and language more than on the room there is.
      if (!isFull && at % 4 > 0) return;
      expect(await violations(kiosk.page)).toEqual([]);
    });
  },
);
