import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi as vitest } from 'vitest';
import { failureTexts } from '../../src/contract/failures.ts';
import { languagePackSchema } from '../../src/contract/language-pack.ts';
import { usualSettings } from '../../src/contract/settings.ts';
import { inventory } from '../../src/renderer/clips/inventory.ts';
import { packVoices } from '../../src/renderer/clips/pack-voices.ts';
import { forgetShown, say, setLanguage, t } from '../../src/renderer/i18n/index.ts';
import { vietnameseOf } from '../../src/renderer/i18n/language.ts';
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
const known = new Set(vietnamese([vi, failureTexts, read('centre.json'), read('centres/commune.json'), ...services]));
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
  for (const { tag, recordings, unused } of packVoices(root, inventory(root))) {
    expect(unused, tag).toEqual([]);
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
  expect(khmer?.unused).toEqual(['action.done: "xong" is now "kết thúc"']);
  expect(khmer?.recordings.map(({ phrase }) => phrase)).not.toContain('xong');
});

const trees: string[] = [];
afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true });
});

/** A tree whose one pack, of the folder km, bears this tag and these recordings. */
function treeWith(tag: string, recordings: Record<string, string>): string {
  const tree = mkdtempSync(join(tmpdir(), 'tram-pack-'));
  trees.push(tree);
  const folder = join(tree, 'resources/languages/km');
  mkdirSync(join(folder, 'voice'), { recursive: true });
  writeFileSync(join(folder, 'pack.json'), JSON.stringify({ tag, name: 'ភាសាខ្មែរ', texts: {} }));
  writeFileSync(join(folder, 'voice/recordings.json'), JSON.stringify(recordings));
  return tree;
}

it('builds no page with a pack whose folder has another name', () => {
  expect(() => packVoices(treeWith('jra', {}), [])).toThrow('jra');
});

it('uses no recording of an answer that is a figure too, which would be heard within a queue number', () => {
  const clips = inventory(root).map((clip) => (clip.id === 'action.done' ? { ...clip, phrase: 'không' } : clip));
  const [khmer] = packVoices(treeWith('km', { 'action.done': 'không', 'home.greeting': 'xin chào' }), clips);
  expect(khmer?.unused).toEqual(['action.done: "không" is a figure too, and said in Vietnamese']);
  expect(khmer?.recordings.map(({ phrase }) => phrase)).toEqual(['xin chào']);
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

it('speaks Vietnamese where the recordings of the pack are lost', async () => {
  const [person] = sampleViews.person;
  if (!person) throw new Error('a sample is missing');
  const deaf = await openKiosk();
  await deaf.page.route('**/voice/km.*', (route) => route.abort());
  const ear = await listenTo(deaf);
  const voice = { ...usualSettings.voice, headset: true };
  await deaf.show(person, { settings: { pack: 'km', voice }, packs: ['km'] });
  await expect.poll(() => ear.said(), { timeout: 10_000 }).toContain('một · đúng là tôi · hai · không phải tôi');
  await deaf.close();
});

it('keeps Vietnamese figures in a visit that was begun in English', async () => {
  const intro = sampleViews.question.find(({ question }) => question.kind === 'intro');
  if (!intro) throw new Error('a sample is missing');
  await kiosk.show(intro, { language: 'en', settings: { pack: 'km' } });
  await expect.poll(() => kiosk.page.locator('body').innerText()).toContain('135.000');
});

describe('what a control is called in Vietnamese', () => {
  const texts = { 'Đổi: {title}': 'Lih: {title}', 'Ưu tiên': 'Dahlau', Không: 'Oh', 'Không có': 'Oh' };
  beforeAll(() => {
    vitest.stubGlobal('document', { documentElement: {} });
    setLanguage('vi', { tag: 'jra', texts });
  });
  afterAll(() => {
    setLanguage('vi');
    vitest.unstubAllGlobals();
  });

  it('is known of a text with something put in', () => {
    const shown = t('review.changeLong', { title: say({ vi: 'Ưu tiên', en: 'Priority' }) });
    expect(shown).toBe('Lih: Dahlau');
    expect(vietnameseOf(shown)).toBe('Đổi: Ưu tiên');
  });

  it('is that of the text on the page, where two have one translation, and is forgotten with it', () => {
    for (const vi of ['Không có', 'Không']) {
      expect(vietnameseOf(say({ vi, en: 'No' }))).toBe(vi);
    }
    forgetShown();
    expect(vietnameseOf('Oh')).toBe('Oh');
  });
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
