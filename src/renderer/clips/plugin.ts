import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { inventory } from './inventory.ts';
import { makeClips, readRecordings } from './make.ts';
import { packVoices } from './pack-voices.ts';

/**
 * All clips of one voice in one file, each a whole Ogg stream, so that no request of the page tells what it says; and where each phrase
 * lies in it: first byte and length.
 */
function filesOf(voice: string, clips: readonly { phrase: string; file: string }[]) {
  const index: Record<string, [start: number, length: number]> = {};
  const sounds: Buffer[] = [];
  let start = 0;
  for (const { phrase, file } of clips) {
    const sound = readFileSync(file);
    index[phrase] = [start, sound.length];
    sounds.push(sound);
    start += sound.length;
  }
  return [
    { type: 'asset' as const, fileName: `voice/${voice}.opus`, source: Buffer.concat(sounds) },
    { type: 'asset' as const, fileName: `voice/${voice}.json`, source: JSON.stringify(index) },
  ];
}

const whyNot = (error: unknown) => (error instanceof Error ? error.message : String(error));

/**
 * Puts `voice/vi.opus` and `voice/vi.json` beside the page, and so for English and for each pack. Where no voice can be made the page
 * stays silent.
 */
export const voiceClips: Plugin = {
  name: 'tram:voice-clips',
  apply: 'build',
  async generateBundle() {
    const root = join(this.environment.config.root, '../..');
    const clips = inventory(root);
    for (const { tag, recordings, unused } of packVoices(root, clips)) {
      for (const each of unused) this.warn(`a recording of ${tag} is not used: ${each}`);
      for (const file of filesOf(tag, recordings)) this.emitFile(file);
    }
    const recordings = readRecordings(root);
    let files: string[];
    try {
      files = await makeClips(clips, { cache: join(root, 'var/voice'), recordings });
    } catch (error) {
      this.warn(
        `the kiosk will not speak, since no clips could be made (are espeak-ng and opus-tools there?): ${whyNot(error)}`,
      );
      return;
    }
    for (const outdated of recordings.outdated) this.warn(`a recording is out of date: ${outdated}`);
    const made = clips.map(({ language, phrase }, at) => ({ language, phrase, file: files[at] ?? '' }));
    for (const voice of ['vi', 'en'] as const)
      for (const file of filesOf(
        voice,
        made.filter(({ language }) => language === voice),
      ))
        this.emitFile(file);
  },
};
