import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, it } from 'vitest';
import { inventory, type Clip } from '../../src/renderer/clips/inventory.ts';
import { makeClips, readRecordings } from '../../src/renderer/clips/make.ts';
import { repetitions } from '../support/repetitions.ts';

const cache = mkdtempSync(join(tmpdir(), 'tram-clips-'));
afterAll(() => rmSync(cache, { recursive: true }));

const unrecorded = { fileOf: () => undefined, outdated: [] };
const clip = (id: string, phrase: string): Clip => ({ language: 'vi', id, phrase, read: phrase });
const some = [clip('number.21', 'hai mươi mốt'), clip('letter.A', 'a'), clip('home.title', 'ông bà cần làm gì')];

/** Samples of a wave file of 16 bits, decoded by opus-tools: an Opus decoder that is not the browser's. */
function decoded(opus: Buffer): Int16Array {
  const wave = execFileSync('opusdec', ['--quiet', '--rate', '16000', '--force-wav', '-', '-'], {
    input: opus,
    // It would tell every time that it cannot seek in a pipe.
    stdio: 'pipe',
  });
  const samples = wave.subarray(44);
  return new Int16Array(samples.buffer.slice(samples.byteOffset, samples.byteOffset + (samples.length & ~1)));
}

it('makes each clip once: a second build makes none', async () => {
  const files = await makeClips(some, { cache, recordings: unrecorded });
  const made = readdirSync(cache).sort();
  const times = files.map((file) => statSync(file).mtimeMs);
  expect(made).toHaveLength(3);
  const renamed = some.map((each) => ({ ...each, id: `${each.id}-renamed` }));
  expect(await makeClips(renamed, { cache, recordings: unrecorded })).toEqual(files);
  expect(files.map((file) => statSync(file).mtimeMs)).toEqual(times);
  expect(readdirSync(cache).sort()).toEqual(made);
});

it('takes a recording in place of the voice, unless its text has changed since', () => {
  const recordings = readRecordings(process.cwd(), {
    vi: { 'home.title': 'ông bà cần làm gì', 'letter.A': 'a cũ' },
    en: {},
  });
  expect(recordings.fileOf(some[2] ?? clip('', ''))).toMatch(/resources\/voice\/vi\/home\.title\.opus$/);
  expect(recordings.fileOf(some[1] ?? clip('', ''))).toBeUndefined();
  expect(recordings.outdated).toEqual(['vi letter.A: "a cũ" is now "a"']);
});

type Index = Record<string, [start: number, length: number]>;

it.each(['vi', 'en'] as const)('%s: every phrase of the inventory was built, and can be heard', (language) => {
  const folder = join(inject('pageFolder'), 'voice');
  const index = JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8')) as Index;
  const sounds = readFileSync(join(folder, `${language}.opus`));
  const wanted = inventory(process.cwd()).filter((each) => each.language === language);
  expect(wanted.filter(({ phrase }) => !(phrase in index)).map(({ phrase }) => phrase)).toEqual([]);

  const all = Object.entries(index);
  const step = Math.ceil(all.length / repetitions(15));
  for (const [phrase, [start, length]] of all.filter((_, at) => at % step === 0)) {
    const samples = decoded(sounds.subarray(start, start + length));
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    const clipped = samples.filter((sample) => Math.abs(sample) >= 32_767).length;
    // One letter takes a fifth of a second.
    expect(samples.length / 16_000, phrase).toBeGreaterThan(0.12);
    expect(loudest, phrase).toBeGreaterThan(3_000);
    expect(clipped / samples.length, phrase).toBeLessThan(0.001);
  }
});
