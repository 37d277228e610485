import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failureTexts } from '../../src/contract/failures.ts';
import { languagePackSchema } from '../../src/contract/language-pack.ts';
import { usualSettings } from '../../src/contract/settings.ts';
import { inventory } from '../../src/renderer/clips/inventory.ts';
import { packVoices } from '../../src/renderer/clips/pack-voices.ts';
import { vi } from '../../src/renderer/i18n/vi.ts';
import { phraseOf } from '../../src/renderer/voice/phrases.ts';
import { listenTo } from './heard.ts';
import { sampleViews } from './sample-views.ts';
import { heedEarlyTouches, openKiosk, type Kiosk } from './support.ts';

const root = join(import.meta.dirname, '../..');
const resources = join(root, 'resources');
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

it('records what the texts of today say, in less room than a picture', () => {
  for (const { tag, recordings, outdated } of packVoices(root)) {
    expect(outdated, tag).toEqual([]);
    const bytes = recordings.map(({ file }) => statSync(file).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000);
    expect(recordings.map(({ phrase }) => phrase)).toContain(
      phraseOf(languagePackSchema.parse(read(`languages/${tag}/pack.json`)).name),
    );
  }
});

it('names a recording whose Vietnamese text is another one by now', () => {
  const clips = inventory(root).map((clip) => (clip.id === 'action.done' ? { ...clip, phrase: 'kết thúc' } : clip));
  const [khmer] = packVoices(root, clips);
  expect(khmer?.outdated).toEqual(['action.done: "xong" is now "kết thúc"']);
  expect(khmer?.recordings.map(({ phrase }) => phrase)).not.toContain('xong');
});

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
  await heedEarlyTouches(kiosk.page);
});
afterAll(() => kiosk.close());

it('says what the pack has recorded, the rest in Vietnamese, and names every control', async () => {
  const [person] = sampleViews.person;
  if (!person) throw new Error('a sample is missing');
  const ear = await listenTo(kiosk);
  const voice = { ...usualSettings.voice, headset: true };
  await kiosk.show(person, { settings: { pack: 'km', voice }, packs: ['km'] });
  await expect.poll(() => ear.said(), { timeout: 10_000 }).toContain('có phải ông bà không');
  expect(await ear.said()).toContain('một · km: đúng là tôi · hai · không phải tôi');

  const named: string[] = [];
  const controls = await kiosk.page.locator('button:not(:disabled)').count();
  for (let at = 0; at < controls; at++) {
    await ear.forget();
    await kiosk.page.keyboard.press('ArrowDown');
    await expect.poll(() => ear.said(), { interval: 10, timeout: 10_000 }).not.toBe('');
    named.push(await ear.said());
  }
  expect(named).toContain('km: đúng là tôi');
  expect(named).toContain('km: ភាសាខ្មែរ · đang chọn');
  expect(named.find((name) => name.startsWith('tương phản'))).toBeDefined();
});

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
