import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type CDPSession, type Page as BrowserPage } from 'playwright-core';
import { headlessFlags } from '../../scripts/demonstration/headless.ts';
import type { Page } from '../../src/contract/session-view.ts';
import { sampleViews } from '../renderer/sample-views.ts';
import { openStage, viewOf } from '../renderer/stage.ts';
import { figure, type Figure } from './figure.ts';
import { screen } from './screen.ts';
import { taps } from './taps.ts';

const rendererDirectory = join(import.meta.dirname, '../../out/renderer');
const visits = 500;
const warmUp = 300;

/** What a finger waits for, what the page weighs and what it keeps; the floors are the goals, but for the first screen's. */
export async function kioskInterface(): Promise<Figure[]> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
    args: headlessFlags,
  });
  const figures = [
    ...taps(),
    ...(await screen()),
    weight(),
    ...(await touches(browser, 1, { inputToPaint: 100, pageChange: 300 })),
    ...(await touches(browser, 4, { inputToPaint: 200, pageChange: 300 })),
    ...(await growth(browser)),
  ];
  await browser.close();
  return figures;
}

/** All script that the kiosk's page loads before its first screen, as gzip has it. */
function weight(): Figure {
  const html = readFileSync(join(rendererDirectory, 'index.html'), 'utf8');
  const named = new Set([...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file ?? ''));
  const known = new Set(readdirSync(join(rendererDirectory, 'assets')).map((file) => `assets/${file}`));
  for (const file of named) {
    const source = readFileSync(join(rendererDirectory, file), 'utf8');
    for (const [, other] of source.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
      if (known.has(`assets/${other ?? ''}`)) named.add(`assets/${other ?? ''}`);
  }
  const bytes = [...named].reduce((sum, file) => sum + gzipSync(readFileSync(join(rendererDirectory, file))).length, 0);
  return figure('interface.script', bytes / 1_000, 120, 'kB');
}

const visit: readonly Page[] = (
  ['home', 'identify', 'checking', 'person', 'question', 'review', 'ticket'] as const
).flatMap((name) => sampleViews[name][0] ?? []);

async function open(browser: Browser) {
  const stage = await openStage(rendererDirectory);
  const context = await browser.newContext({ viewport: { width: 1080, height: 1920 }, hasTouch: true });
  const page = await context.newPage();
  await page.goto(stage.address);
  const devtools = await context.newCDPSession(page);
  let revision = 0;
  const show = async (shown: Page) => {
    stage.play(viewOf(shown, ++revision));
    await page.locator(`[data-revision="${String(revision)}"]`).waitFor({ state: 'attached' });
  };
  const close = async () => {
    await context.close();
    await stage.close();
  };
  return { stage, page, devtools, show, close };
}

/** The longest of all taps: until the next paint after the touch (Event Timing), and until the next page is painted. */
async function touches(
  browser: Browser,
  slowness: number,
  goals: { inputToPaint: number; pageChange: number },
): Promise<Figure[]> {
  const { page, devtools, stage, show, close } = await open(browser);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  const changes: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    for (const [at, from] of visit.entries()) {
      const to = visit[at + 1] ?? visit[0];
      if (!to) continue;
      await show(from);
      // As long as the page takes no touch after it changed.
      await page.waitForTimeout(500);
      if (round === 0 && at === 0) await page.evaluate(watchEvents);
      const { x, y } = await middleOfMain(page);
      const before = stage.commands.length;
      const changed = page.evaluate<number>(untilHeading);
      await page.touchscreen.tap(x, y);
      const isHeard = await within(1_000, () => stage.commands.length > before);
      await show(to);
      const waited = await changed;
      // A slowed page may still take no touch after it changed.
      if (isHeard) changes.push(waited);
    }
  }
  if (changes.length < 5) throw new Error('hardly a touch was heard');
  const durations = await page.evaluate<number[]>('durations');
  await close();
  const name = slowness === 1 ? '' : `.cpu${slowness}`;
  return [
    figure(`interface.inputToPaint${name}`, Math.max(...durations, 0), goals.inputToPaint),
    figure(`interface.pageChange${name}`, Math.max(...changes), goals.pageChange),
  ];
}

// In the page, whose types this room does not know.

/** Shorter ones than 16 ms are not told. */
const watchEvents = `
  globalThis.durations = [];
  new PerformanceObserver((list) => durations.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'event', durationThreshold: 16 });`;

/** Milliseconds from the finger's leaving until another page's heading has been painted. */
const untilHeading = `
  new Promise((resolve) => {
    const before = document.querySelector('h1');
    let lifted;
    addEventListener('pointerup', ({ timeStamp }) => (lifted = timeStamp), { once: true, capture: true });
    const look = () => {
      if (lifted === undefined || document.querySelector('h1') === before) return requestAnimationFrame(look);
      requestAnimationFrame(() => resolve(performance.now() - lifted));
    };
    look();
  })`;

const untilShown = (revision: number) => `
  new Promise((resolve) => {
    const look = () => (document.querySelector('[data-revision="${String(revision)}"]') ? resolve() : setTimeout(look));
    look();
  })`;

async function within(milliseconds: number, isTrue: () => boolean): Promise<boolean> {
  for (let passed = 0; passed < milliseconds && !isTrue(); passed += 1) await setTimeout(1);
  return isTrue();
}

async function middleOfMain(page: BrowserPage): Promise<{ x: number; y: number }> {
  const box = await page.locator('main button:not(:disabled), footer button').first().boundingBox();
  if (!box) throw new Error('nothing to touch');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/**
 * What the page keeps after 500 visits, beside what it kept after the visits that warmed it up: those in which the browser compiles what
 * runs often. `heapPerVisit`: growth in the second half, beside what five percent over 500 visits would be. Code that is
 * compiled late and tables that V8 doubles show in both; that nothing is kept is counted by test/renderer/fuller-with-every-visit.
 */
async function growth(browser: Browser): Promise<Figure[]> {
  const { page, devtools, stage, close } = await open(browser);
  let revision = 0;
  // Asked of the page in few words: what Playwright brings into a page to look for an element grows too.
  const show = (shown: Page) => {
    stage.play(viewOf(shown, ++revision));
    return page.evaluate(untilShown(revision));
  };
  const after = async (times: number): Promise<number> => {
    for (let time = 0; time < times; time += 1) {
      for (const shown of visit) await show(shown);
      await show({ name: 'cleared', cardLeft: false });
    }
    await lastPageLetGo(devtools);
    return (await devtools.send('Runtime.getHeapUsage')).usedSize;
  };
  const early = await after(warmUp);
  const half = await after(visits / 2);
  const late = await after(visits / 2);
  await close();
  return [
    figure('interface.heapAfter500', late / 1_048_576, early / 1_048_576, 'MiB'),
    figure('interface.heapPerVisit', (late - half) / (visits / 2) / 1_000, (0.05 * early) / visits / 1_000, 'kB'),
  ];
}

/** What was drawn a moment ago is let go a moment later. */
async function lastPageLetGo(devtools: CDPSession): Promise<void> {
  for (let time = 0; time < 20; time += 1) {
    await devtools.send('HeapProfiler.collectGarbage');
    const { nodes } = await devtools.send('Memory.getDOMCounters');
    if (time >= 2 && nodes < 250) return;
    await setTimeout(300);
  }
  throw new Error('pages that were left are kept');
}
