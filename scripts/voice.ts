import { inventory } from '../src/renderer/clips/inventory.ts';
import { makeClips, readRecordings } from '../src/renderer/clips/make.ts';

// node scripts/voice.ts list [vi|en]: what a speaker reads, one recording a line: id, phrase, text. See docs/voice.md.
// node scripts/voice.ts check: which recordings are out of date, and whether every clip can be made.

const root = process.cwd();
const [task, language] = process.argv.slice(2);
const clips = inventory(root);

if (task === 'list') {
  for (const clip of clips)
    if (clip.language === (language ?? 'vi')) console.log([clip.id, clip.phrase, clip.read].join('\t'));
} else if (task === 'check') {
  const recordings = readRecordings(root);
  const files = await makeClips(clips, { cache: 'var/voice', recordings });
  const recorded = files.filter((file) => file.includes('resources/voice')).length;
  for (const outdated of recordings.outdated) console.log(`cần thu lại / record again: ${outdated}`);
  console.log(
    `${String(files.length)} clips, ${String(recorded)} recorded, ${String(recordings.outdated.length)} out of date`,
  );
  if (recordings.outdated.length > 0) process.exitCode = 1;
} else {
  console.error('voice.ts list [vi|en] | check');
  process.exitCode = 1;
}
