import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Kiosk } from './support.ts';

declare global {
  interface Window {
    /** What the page has given to its sound card: SHA-256 of each clip, `tick`, or `stop` where something was still sounding. */
    heard: string[];
    /** Clips that have begun and not ended. */
    sounding: { onended: (() => void) | null }[];
  }
}

/** Puts a sound card in the page's browser that plays nothing and keeps in order what it was given. */
function installSoundCard(): void {
  window.heard = [];
  window.sounding = [];
  const node = { connect: () => undefined, gain: { value: 1 }, frequency: { value: 0 } };
  class SoundCard {
    state = 'running';
    currentTime = 0;
    destination = {};
    createGain = () => node;
    createOscillator = () => ({ ...node, start: () => window.heard.push('tick'), stop: () => undefined });
    createBufferSource = () => ({
      ...node,
      buffer: { name: '' },
      playbackRate: { value: 1 },
      onended: null,
      start() {
        window.heard.push(this.buffer.name);
        window.sounding.push(this);
      },
      stop() {
        window.heard.push('stop');
        window.sounding = window.sounding.filter((other) => other !== this);
      },
    });
    async decodeAudioData(clip: ArrayBuffer) {
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', clip));
      return { duration: 1, name: [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('') };
    }
  }
  Object.assign(window, { AudioContext: SoundCard });
}

type Index = Record<string, [start: number, length: number]>;

/** The phrase of each clip that the page was built with, by its hash; those of names and words in both languages are one. */
function phrasesByHash(): Map<string, string> {
  const folder = join(inject('pageFolder'), 'voice');
  return new Map(
    ['en', 'vi', 'km'].flatMap((language) => {
      const sounds = readFileSync(join(folder, `${language}.opus`));
      const index = JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8')) as Index;
      return Object.entries(index).map(([phrase, [start, length]]): [string, string] => [
        createHash('sha256')
          .update(sounds.subarray(start, start + length))
          .digest('hex'),
        language === 'km' ? `km: ${phrase}` : phrase,
      ]);
    }),
  );
}

/** Listens to a kiosk. */
export async function listenTo(kiosk: Pick<Kiosk, 'page'>) {
  const phrases = phrasesByHash();
  await kiosk.page.evaluate(installSoundCard);
  const raw = () => kiosk.page.evaluate(() => window.heard);
  return {
    /** All that was begun since `forget`, as one text. */
    async said(): Promise<string> {
      return (await raw())
        .filter((sound) => sound !== 'stop')
        .map((sound) => phrases.get(sound) ?? sound)
        .join(' · ');
    },
    stops: async () => (await raw()).filter((sound) => sound === 'stop').length,
    /** What sounds is heard to its end, or as many clips of it. */
    hearOut: (clips = Infinity) =>
      kiosk.page.evaluate(
        (count) => {
          for (const clip of window.sounding.splice(0, count ?? window.sounding.length)) clip.onended?.();
        },
        Number.isFinite(clips) ? clips : null,
      ),
    /** From now on all that begins is heard to its end. */
    hearOutAlways: () =>
      kiosk.page.evaluate(() => {
        setInterval(() => {
          for (const clip of window.sounding.splice(0)) clip.onended?.();
        }, 20);
      }),
    forget: () => kiosk.page.evaluate(() => void (window.heard = [])),
  };
}
