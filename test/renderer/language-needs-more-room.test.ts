import { afterAll, beforeAll, expect, it } from 'vitest';
import { isFull } from '../support/repetitions.ts';
import { measure } from './measure.ts';
import { misplaced } from './misplaced.ts';
import { samplePages, sampleViews } from './sample-views.ts';
import { openKiosk, type Kiosk } from './support.ts';

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

/** Runs in the page: says all that is written on it with two fifths more letters, as a language does that has longer words. */
function lengthen() {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const text = node.textContent?.trim() ?? '';
    if (!/\p{L}{2}/u.test(text) || node.parentElement?.closest('svg, .visually-hidden')) continue;
    const words = text.split(/\s+/u);
    node.textContent = [...words, ...words.slice(0, Math.ceil(words.length * 0.4))].join(' ');
  }
}

const pages = isFull ? samplePages : Object.values(sampleViews).flatMap((views) => views.at(-1) ?? []);

it.each(pages.map((page, at) => [`${page.name} (${String(at)})`, page] as const))(
  '%s has room for it',
  async (_, page) => {
    // Another page in between: what was lengthened is not what the next view changes.
    if (page.name === 'cleared') await kiosk.show({ name: 'checking', what: 'number', patience: 'first' });
    else await kiosk.show({ name: 'cleared', cardLeft: false });
    await kiosk.show(page);
    await kiosk.page.evaluate(lengthen);
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
