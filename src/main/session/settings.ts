import type { Command } from '../../contract/commands.ts';
import { usualSettings, type Settings } from '../../contract/settings.ts';

type Change = Extract<Command, { type: 'settings' }>['change'];

/** 65 dB(A) (EN 301 549, 5.1.3): whoever stands near hears the loudspeaker too. */
const loudestSpeaker = 3;

/** What she wants, as far as it fits together. A headset that is plugged in or pulled out switches the speech with it. */
export function changed(before: Settings, { voice: wanted, ...shown }: Change): Settings {
  const { headset = before.voice.headset, volume = before.voice.volume, rate = before.voice.rate } = wanted ?? {};
  const on = headset === before.voice.headset ? (wanted?.on ?? before.voice.on) : headset;
  return {
    textSize: shown.textSize ?? before.textSize,
    contrast: shown.contrast ?? before.contrast,
    lowScreen: shown.lowScreen ?? before.lowScreen,
    pack: shown.pack === undefined ? before.pack : shown.pack,
    voice: { on, headset, volume: headset ? volume : Math.min(volume, loudestSpeaker), rate },
    // What is neither seen nor heard helps nobody.
    blank: on && (shown.blank ?? before.blank),
  };
}

/** As the next person finds them. A headset is a fact and no wish: while it is plugged in, the kiosk speaks. */
export const atRest = ({ voice: { headset } }: Settings): Settings =>
  headset ? { ...usualSettings, voice: { ...usualSettings.voice, on: true, headset } } : usualSettings;

export const isAtRest = (settings: Settings): boolean => JSON.stringify(settings) === JSON.stringify(atRest(settings));

/** Who listens, goes by keys, or reads the largest letters is given more time. */
export const needsTime = ({ voice, textSize, blank }: Settings): boolean => voice.on || textSize === 'largest' || blank;
