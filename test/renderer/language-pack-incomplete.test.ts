import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failureTexts } from '../../src/contract/failures.ts';
import { languagePackSchema } from '../../src/contract/language-pack.ts';
import { vi } from '../../src/renderer/i18n/vi.ts';
import { sampleViews } from './sample-views.ts';
import { openKiosk, type Kiosk } from './support.ts';

const resources = join(import.meta.dirname, '../../resources');
const read = (path: string): unknown => JSON.parse(readFileSync(join(resources, path), 'utf8'));

/** Every Vietnamese text that the screen can show. */
function vietnamese(part: unknown): string[] {
  if (typeof part === 'string') return [part];
  if (typeof part !== 'object' || part === null) return [];
  if ('vi' in part && 'en' in part) return vietnamese(part.vi);
  return Object.values(part).flatMap(vietnamese);
}
const services = readdirSync(join(resources, 'services')).map((file) => read(`services/${file}`));
const known = new Set(vietnamese([vi, failureTexts, read('centre.json'), ...services]));
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
const tags = readdirSync(join(resources, 'languages'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

it.each(tags)('%s: a text that the screen does not have, or one that lost a value', (tag) => {
  const { texts } = languagePackSchema.parse(read(`languages/${tag}/pack.json`));
  for (const [text, translated] of Object.entries(texts)) {
    expect(known, `${tag} translates “${text}”`).toContain(text);
    expect(places(translated), text).toEqual(places(text));
  }
});

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

it('shows what the pack says in its own letters, the rest in Vietnamese, and forgets it with the session', async () => {
  const [person] = sampleViews.person;
  if (!person) throw new Error('a sample is missing');
  await kiosk.show(person, { settings: { pack: 'km' } });
  await expect.poll(() => kiosk.page.evaluate(() => document.documentElement.lang)).toBe('km');
  const text = await kiosk.page.locator('body').innerText();
  expect(text).toContain('បាទ/ចាស ត្រូវហើយ');
  expect(text).toContain('Không phải tôi');
  expect(await kiosk.page.evaluate(() => document.fonts.check('1em "Language pack"', 'ក'))).toBe(true);
  await kiosk.show(person, { language: 'en' });
  expect(await kiosk.page.locator('body').innerText()).toContain('Yes, this is me');
  expect(await kiosk.page.evaluate(() => document.documentElement.lang)).toBe('en');
});
