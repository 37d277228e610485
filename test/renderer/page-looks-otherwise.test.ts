import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleViews } from './sample-views.ts';
import { openKiosk, type Kiosk } from './support.ts';

/**
 * Pictures that somebody has looked at, a quarter of the panel's size: what moves, changes colour or goes missing shows; how a newer
 * browser draws the edge of a letter does not. `TRAM_PICTURES=write` takes them anew, to be looked at again.
 */
const folder = join(import.meta.dirname, 'pictures');
const scale = 0.25;
/** Of all pixels. */
const mayDiffer = 0.002;

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk({ width: 1080, height: 1920 }, scale);
  await mkdir(folder, { recursive: true });
});
afterAll(() => kiosk.close());

const states = Object.values(sampleViews).flatMap((pages) =>
  pages.map((page, at) => [`${page.name}-${String(at + 1)}`, page] as const),
);

it.each(states)('%s', async (name, page) => {
  await kiosk.show(page);
  await kiosk.page.mouse.move(0, 0);
  const taken = await kiosk.page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'device' });
  const file = join(folder, `${name}.png`);
  if (process.env.TRAM_PICTURES === 'write') return writeFile(file, taken);
  const [now, then] = [PNG.sync.read(taken), PNG.sync.read(await readFile(file))];
  const { width, height } = then;
  expect({ width: now.width, height: now.height }).toEqual({ width, height });
  const differing = pixelmatch(now.data, then.data, undefined, width, height, { threshold: 0.2 });
  expect(differing / (width * height), 'of the pixels differ').toBeLessThan(mayDiffer);
});
