import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureCodeSchema } from '../../src/contract/failures.ts';
import { languageSchema } from '../../src/contract/text.ts';
import { violations } from './axe.ts';
import { contrast } from './contrast.ts';
import { gap, measure, mm } from './measure.ts';
import { misplaced } from './misplaced.ts';
import { samplePages, simulated } from './sample-views.ts';
import { openKiosk, type Kiosk } from './support.ts';

const smallestTarget = 20 * mm;
const smallestGap = 3 * mm;
const smallestText = (4.8 / 0.714) * mm;

const codes = failureCodeSchema.options;
const languages = languageSchema.options;

describe.each(languages)('in %s', (language) => {
  let kiosk: Kiosk;
  beforeAll(async () => {
    kiosk = await openKiosk();
  });
  afterAll(() => kiosk.close());

  it.each(samplePages.map((page, at) => [`${page.name} (${String(at)})`, page] as const))('%s', async (_, page) => {
    await kiosk.show(page, { language, simulated });
    const found = await kiosk.page.evaluate(measure);
    expect(await kiosk.page.evaluate(misplaced)).toEqual([]);

    expect(found.language).toBe(language);
    expect(found.headings).toBe(1);
    expect(found.width).toBe(1080);
    expect(found.height).toBe(1920);
    expect(found.mainOverflow, 'needs scrolling').toBe(0);

    for (const target of found.targets) {
      expect(Math.min(target.width, target.height), target.what).toBeGreaterThanOrEqual(smallestTarget);
      expect(Math.min(target.left, 1080 - target.right, 1920 - target.bottom), target.what).toBeGreaterThan(5 * mm);
      for (const other of found.targets)
        if (other !== target)
          expect(gap(target, other), `${target.what} | ${other.what}`).toBeGreaterThanOrEqual(smallestGap);
    }
    for (const text of found.texts) {
      expect(text.size, text.what).toBeGreaterThanOrEqual(smallestText);
      expect(text.lineHeight, text.what).toBeGreaterThanOrEqual(1.39999);
      expect(text.font, text.what).toMatch(/^"?Noto Sans/);
      expect(text.cut, text.what).toBe(false);
      expect(text.right, text.what).toBeLessThanOrEqual(1080);
    }

    // WCAG 2.2, 1.4.11; axe looks at letters alone.
    for (const icon of found.icons) expect(contrast(icon.colour, icon.ground), icon.what).toBeGreaterThanOrEqual(3);

    // The address of a portal is text, not a key.
    const said = [found.text, ...found.labels].join('\n').replaceAll(/\S+\.vn\b/g, '');
    expect(codes.filter((code) => said.includes(code))).toEqual([]);
    // A text that is missing shows as its key; one whose values are missing shows their names.
    expect(said).not.toMatch(/\b[a-z]+\.[a-z][a-zA-Z-]+\b|[{}]|undefined|NaN/);

    // Colours and roles are the same in every language; `set-to-ones-needs` asks axe about the other one too.
    if (language === 'vi') expect(await violations(kiosk.page)).toEqual([]);
  });

  it('the idle warning', async () => {
    await kiosk.show({ name: 'number-entry', digits: '', length: 12 }, { language, idle: { secondsLeft: 23 } });
    expect(await violations(kiosk.page)).toEqual([]);
    expect(await kiosk.page.locator('dialog').innerText()).toContain('23');
    expect(await kiosk.page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
  });

  it('has asked nobody outside, and the browser had nothing to complain of', () => {
    expect(kiosk.requested.filter((url) => new URL(url).host !== new URL(kiosk.stage.address).host)).toEqual([]);
    expect(kiosk.complaints).toEqual([]);
  });
});

describe('on a screen that stands the other way', () => {
  let kiosk: Kiosk;
  beforeAll(async () => {
    kiosk = await openKiosk({ width: 1920, height: 1080 });
  });
  afterAll(() => kiosk.close());

  it.each(samplePages.map((page, at) => [`${page.name} (${String(at)})`, page] as const))('%s', async (_, page) => {
    await kiosk.show(page);
    const found = await kiosk.page.evaluate(measure);
    expect(await kiosk.page.evaluate(misplaced)).toEqual([]);
    expect(found.width).toBe(1920);
    expect(found.height).toBe(1080);
    for (const target of found.targets) {
      expect(Math.min(target.width, target.height), target.what).toBeGreaterThanOrEqual(smallestTarget);
      expect(Math.min(target.left, target.top, 1920 - target.right, 1080 - target.bottom), target.what).toBeGreaterThan(
        0,
      );
    }
    // The technician may scroll; nobody else should have to.
    if (page.name !== 'maintenance') expect(found.mainOverflow).toBe(0);
  });
});
