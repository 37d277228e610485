import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { inventory, type Clip } from './inventory.ts';
import { makeClips, readRecordings } from './make.ts';

/** Where each phrase lies in its language's file of clips: first byte and length. */
type Index = Record<string, [start: number, length: number]>;

/** All clips of one language in one file, each a whole Ogg stream: no request of the page tells what it says. */
function pack(clips: Clip[], files: Map<Clip, string>): { sound: Buffer; index: Index } {
  const index: Index = {};
  const sounds: Buffer[] = [];
  let start = 0;
  for (const clip of clips) {
    const sound = readFileSync(files.get(clip) ?? '');
    index[clip.phrase] = [start, sound.length];
    sounds.push(sound);
    start += sound.length;
  }
  return { sound: Buffer.concat(sounds), index };
}

const whyNot = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Puts `voice/vi.opus` and `voice/vi.json` and the English ones beside the page. Where no voice can be made the page stays silent. */
export const voiceClips: Plugin = {
  name: 'tram:voice-clips',
  apply: 'build',
  async generateBundle() {
    const root = join(this.environment.config.root, '../..');
    const recordings = readRecordings(root);
    const all = inventory(root);
    let files: Map<Clip, string>;
    try {
      const made = await makeClips(all, { cache: join(root, 'var/voice'), recordings });
      files = new Map(all.map((clip, at) => [clip, made[at] ?? '']));
    } catch (error) {
      this.warn(
        `the kiosk will not speak, since no clips could be made (are espeak-ng and opus-tools there?): ${whyNot(error)}`,
      );
      return;
    }
    for (const outdated of recordings.outdated) this.warn(`a recording is out of date: ${outdated}`);
    for (const language of ['vi', 'en'] as const) {
      const { sound, index } = pack(
        all.filter((clip) => clip.language === language),
        files,
      );
      this.emitFile({ type: 'asset', fileName: `voice/${language}.opus`, source: sound });
      this.emitFile({ type: 'asset', fileName: `voice/${language}.json`, source: JSON.stringify(index) });
    }
  },
};
