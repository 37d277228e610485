import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleViews } from './sample-views.ts';
import { openKiosk, type Kiosk } from './support.ts';

/** What assistive technology is told of each page, as somebody has read it. `TRAM_PICTURES=write` takes it down anew. */
const folder = join(import.meta.dirname, 'read-aloud');

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
  await mkdir(folder, { recursive: true });
});
afterAll(() => kiosk.close());

it.each(Object.entries(sampleViews))('%s', async (name, pages) => {
  const told: string[] = [];
  for (const page of pages) {
    await kiosk.show(page);
    told.push(`${await kiosk.page.locator('body').ariaSnapshot()}\n`);
    const focused = await kiosk.page.evaluate(() => document.activeElement?.tagName);
    expect(focused, 'the heading has the focus').toBe('H1');
  }
  const now = told.join('---\n');
  const file = join(folder, `${name}.txt`);
  if (process.env.TRAM_PICTURES === 'write') return writeFile(file, now);
  expect(now).toBe(await readFile(file, 'utf8'));
});
