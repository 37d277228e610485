import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Language } from '../../contract/text.ts';
import type { Clip } from './inventory.ts';

const run = promisify(execFile);

/** Of espeak-ng; words a minute. */
const voices: Record<Language, { voice: string; pace: number }> = {
  vi: { voice: 'vi', pace: 150 },
  en: { voice: 'en-us', pace: 150 },
};
/** Below 20 opusenc takes another way of coding, which is half the size and twice the labour. */
const kilobitsPerSecond = 20;
/** As many as the kiosk has cores. */
const atOnce = 2;

/** Where the clip of these words lies among those that were made before, whatever the message is called now. */
const fileOf = ({ language, read }: Clip, cache: string) => {
  const made = JSON.stringify([voices[language], kilobitsPerSecond, language, read]);
  return join(cache, `${createHash('sha256').update(made).digest('hex').slice(0, 32)}.opus`);
};

/** Lines of voice, pace, words and file: to start two processes a clip from here takes longer than what they do. */
const makeAll = `
while IFS='	' read -r voice pace words opus; do
  espeak-ng -z -v "$voice" -s "$pace" --stdout -- "$words" |
    opusenc --quiet --bitrate ${kilobitsPerSecond} --comp 1 - "$opus" || exit 1
done`;

interface Wanted {
  clip: Clip;
  /** Where it shall lie. */
  file: string;
}

async function make(wanted: Wanted[], scratch: string): Promise<void> {
  const made = wanted.map(({ file }) => ({ file, opus: join(scratch, basename(file)) }));
  const lines = wanted.map(({ clip }, at) => {
    const { voice, pace } = voices[clip.language];
    return `${[voice, pace, clip.read, made[at]?.opus].join('\t')}\n`;
  });
  const running = run('sh', ['-c', makeAll]);
  running.child.stdin?.end(lines.join(''));
  await running;
  for (const { file, opus } of made) renameSync(opus, file);
}

/** A recording holds only for the words that were recorded: where a text has changed since, it is named in `outdated` and made anew. */
interface Recordings {
  fileOf(clip: Clip): string | undefined;
  outdated: string[];
}

type RecordingIndex = Record<Language, Record<string, string>>;

/** resources/voice/recordings.json: by language and message id, the phrase that resources/voice/LANGUAGE/ID.opus says. */
const indexOf = (root: string) =>
  JSON.parse(readFileSync(join(root, 'resources/voice/recordings.json'), 'utf8')) as RecordingIndex;

export function readRecordings(root: string, index = indexOf(root)): Recordings {
  const folder = join(root, 'resources/voice');
  const outdated: string[] = [];
  return {
    outdated,
    fileOf({ language, id, phrase }) {
      const recorded = index[language][id];
      if (recorded === undefined) return undefined;
      if (recorded === phrase) return join(folder, language, `${id}.opus`);
      outdated.push(`${language} ${id}: "${recorded}" is now "${phrase}"`);
      return undefined;
    },
  };
}

/** The Opus file of each clip, in the same order: recorded, made before, or made now by espeak-ng into `cache`. */
export async function makeClips(
  clips: Clip[],
  { cache, recordings }: { cache: string; recordings: Recordings },
): Promise<string[]> {
  mkdirSync(cache, { recursive: true });
  const files = clips.map((clip) => recordings.fileOf(clip) ?? fileOf(clip, cache));
  // Two messages of the same words have one file.
  const missing = new Map<string, Wanted>();
  clips.forEach((clip, at) => {
    const file = files[at];
    if (file !== undefined && !existsSync(file)) missing.set(file, { clip, file });
  });
  const scratch = mkdtempSync(join(cache, 'making-'));
  const share = Math.ceil(missing.size / atOnce);
  try {
    await Promise.all(
      Array.from({ length: atOnce }, (_, at) =>
        make([...missing.values()].slice(at * share, (at + 1) * share), scratch),
      ),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return files;
}
