import { afterAll, beforeAll, expect, it } from 'vitest';
import { measure } from './measure.ts';
import { misplaced } from './misplaced.ts';
import { samplePages } from './sample-views.ts';
import { openKiosk, type Kiosk } from './support.ts';

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
  // As a reader's own style sheet would (WCAG 1.4.12).
  await kiosk.page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }',
    );
    document.adoptedStyleSheets = [sheet];
  });
});
afterAll(() => kiosk.close());

it.each(samplePages.map((page, at) => [`${page.name} (${String(at)})`, page] as const))(
  '%s loses no text',
  async (_, page) => {
    await kiosk.show(page);
    const found = await kiosk.page.evaluate(measure);
    expect(await kiosk.page.evaluate(misplaced)).toEqual([]);
    expect(found.width).toBe(1080);
    expect(found.mainAside).toBeLessThanOrEqual(0);
    for (const text of found.texts) {
      expect(text.cut, text.what).toBe(false);
      expect(text.right, text.what).toBeLessThanOrEqual(1080);
    }
  },
);
