import { existsSync, readFileSync } from 'node:fs';
import { inventory } from '../src/renderer/clips/inventory.ts';
import { makeClips, readRecordings } from '../src/renderer/clips/make.ts';
import { packTexts, packVoices } from '../src/renderer/clips/pack-voices.ts';

// node scripts/voice.ts list [vi|en|TAG]: what a speaker reads, one recording a line: id, phrase, text. See docs/voice.md.
// node scripts/voice.ts check: which recordings are out of date, what the built page cannot say, and whether every clip can be made.

const root = process.cwd();
const [task, language] = process.argv.slice(2);
const clips = inventory(root);

/** What the page of this moment would say and the one that was built cannot, since its texts were changed after it. */
function unbuilt(): string[] {
  const built = (['vi', 'en'] as const).map((each) => `out/renderer/voice/${each}.json`);
  if (!built.every(existsSync)) return [];
  const phrases = built.map((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object));
  const known = { vi: new Set(phrases[0]), en: new Set(phrases[1]) };
  return clips.filter(({ language, phrase }) => !known[language].has(phrase)).map(({ id, read }) => `${id}: ${read}`);
}

if (task === 'list') {
  const pack = packTexts(root, language);
  for (const clip of clips) {
    const read = pack ? pack.get(clip.phrase) : clip.read;
    if (clip.language === (pack ? 'vi' : (language ?? 'vi')) && read !== undefined)
      console.log([clip.id, clip.phrase, read].join('\t'));
  }
} else if (task === 'check') {
  const recordings = readRecordings(root);
  const files = await makeClips(clips, { cache: 'var/voice', recordings });
  const recorded = files.filter((file) => file.includes('resources/voice')).length;
  const outdated = [
    ...recordings.outdated,
    ...packVoices(root, clips).flatMap((pack) => pack.unused.map((each) => `${pack.tag} ${each}`)),
  ];
  for (const each of outdated) console.log(`cần thu lại / record again: ${each}`);
  const unsaid = unbuilt();
  for (const each of unsaid)
    console.log(`chưa có trong trang, xin dựng lại / not in the page, build it again: ${each}`);
  console.log(
    `${String(files.length)} clips, ${String(recorded)} recorded, ${String(outdated.length)} out of date, ${String(unsaid.length)} not in the page`,
  );
  if (outdated.length + unsaid.length > 0) process.exitCode = 1;
} else {
  console.error('voice.ts list [vi|en|TAG] | check');
  process.exitCode = 1;
}
