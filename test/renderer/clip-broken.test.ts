import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openPlayer } from '../../src/renderer/voice/player.ts';

/** What began to sound: which clip, and how fast. */
let begun: [clip: number, rate: number][] = [];

/** A sound card that takes a moment to decode, and cannot decode an empty clip. */
class SoundCard {
  state = 'running';
  currentTime = 0;
  createGain = () => ({ connect: () => undefined, gain: { value: 1 } });
  createBufferSource = () => ({
    buffer: { clip: 0 },
    playbackRate: { value: 1 },
    connect: () => undefined,
    start() {
      begun.push([this.buffer.clip, this.playbackRate.value]);
    },
    stop: () => undefined,
  });
  decodeAudioData = (clip: ArrayBuffer) =>
    clip.byteLength > 0
      ? Promise.resolve({ duration: 1, clip: clip.byteLength })
      : Promise.reject(new Error('no sound in it'));
}

beforeEach(() => {
  begun = [];
  vi.stubGlobal('AudioContext', SoundCard);
});
afterEach(() => void vi.unstubAllGlobals());

const sounds = (...sizes: number[]) => sizes.map((size) => ({ clip: new ArrayBuffer(size), pause: 0 }));

it('says the rest where one clip is broken', async () => {
  const player = openPlayer();
  player.adjust({ volume: 3, rate: 1 });
  await player.play(sounds(1, 0, 2), () => undefined);
  expect(begun).toEqual([
    [1, 1],
    [2, 1],
  ]);
});

it('keeps the pace that is wished for while the clips are being decoded', async () => {
  const player = openPlayer();
  player.adjust({ volume: 3, rate: 1 });
  const playing = player.play(sounds(1), () => undefined);
  player.adjust({ volume: 3, rate: 1.5 });
  await playing;
  expect(begun).toEqual([[1, 1.5]]);
});
