import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page, PageName } from '../../src/contract/session-view.ts';
import { sampleViews } from './sample-views.ts';
import { openKiosk, type Kiosk } from './support.ts';

/** The first state of each page, then the second of each: most come after another page. */
const states: Page[][] = Object.values(sampleViews);
const inTurns = Array.from({ length: Math.max(...states.map(({ length }) => length)) }, (_, at) =>
  states.flatMap((pages) => pages[at] ?? []),
).flat();
const [blank] = sampleViews['maintenance-pin'];
if (!blank) throw new Error('a sample is missing');

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

/** Runs in the page: collects what moves although nobody touched anything. */
function watchShifts() {
  const shifts: { value: number; moved: string[] }[] = [];
  Object.assign(globalThis, { shifts });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const shift = entry as PerformanceEntry & { value: number; sources: { node: Node | null }[] };
      const moved = shift.sources.map(({ node }) => node?.textContent?.trim().slice(0, 40) ?? '');
      shifts.push({ value: shift.value, moved });
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

const paint = () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));

it('moves nothing that is already on the page: letters, pictures and bars have their place from the first paint', async () => {
  await kiosk.show({ name: 'cleared', cardLeft: false });
  await kiosk.page.evaluate(paint);
  await kiosk.page.evaluate(watchShifts);
  let before: PageName = 'cleared';
  for (const page of inTurns) {
    // Whether there is a camera shows only when it was asked for.
    if (page.name === 'question' && page.question.kind === 'photo') continue;
    // Two states of one page may differ.
    if (page.name === before) {
      await kiosk.show(page.name === 'maintenance-pin' ? { name: 'cleared', cardLeft: false } : blank);
      await kiosk.page.evaluate(paint);
    }
    await kiosk.show(page);
    await kiosk.page.evaluate(paint);
    before = page.name;
  }
  const shifts = await kiosk.page.evaluate(() => (globalThis as unknown as { shifts: unknown[] }).shifts);
  expect(shifts).toEqual([]);
});

it('moves nothing by itself where motion is unwanted, and flashes nowhere', async () => {
  const firsts = Object.values(sampleViews).flatMap(([page]) => page ?? []);
  for (const page of firsts) {
    await kiosk.show(page);
    const running = await kiosk.page.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => animation.playState === 'running')
        .map((animation) => (animation.effect as KeyframeEffect).target?.className),
    );
    expect(running, page.name).toEqual([]);
  }
  await kiosk.page.emulateMedia({ reducedMotion: 'no-preference' });
  for (const page of firsts) {
    await kiosk.show(page);
    const periods = await kiosk.page.evaluate(() =>
      document.getAnimations().map((animation) => Number(animation.effect?.getComputedTiming().duration)),
    );
    // Three flashes a second are the limit (WCAG 2.3.1).
    for (const period of periods) expect(period, page.name).toBeGreaterThan(334);
  }
});
