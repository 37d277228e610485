import { computed, watch } from 'vue';
import type { SessionView } from '../../contract/session-view.ts';
import { languageSchema, type Language } from '../../contract/text.ts';
import { view } from '../core.ts';
import { helpOpen } from '../help.ts';
import { clipsOf } from './clips.ts';
import { line, type Line } from './line.ts';
import { piecesOf } from './pieces.ts';
import { openPlayer, type Sound } from './player.ts';
import { forEverybody, newsOf, scriptOf, welcome } from './script.ts';
import { textsIn } from './texts.ts';

const player = openPlayer();

/** A call for staff that was put aside is no dialog any more. */
const shown = computed((): SessionView | undefined => {
  if (!view.value || helpOpen.value || view.value.idle) return view.value;
  const { help: _, ...page } = view.value;
  return page;
});

/** Of one line to the next, in milliseconds. */
const betweenLines = 450;
/** The loudspeaker is never louder: 65 dB(A). */
const loudestAloud = 3;

async function soundsOf(lines: readonly Line[], language: Language): Promise<Sound[]> {
  const sounds: Sound[] = [];
  for (const each of lines) {
    const voice = each.language ?? language;
    const clips = await clipsOf(voice);
    const { pieces } = piecesOf(each, voice, (phrase) => clips.has(phrase));
    for (const { phrase, pause } of pieces) {
      const clip = clips.sound(phrase);
      if (clip) sounds.push({ clip, pause });
    }
    const last = sounds.at(-1);
    if (last) last.pause = Math.max(last.pause, betweenLines);
  }
  return sounds;
}

const volumeOf = ({ volume, headset }: SessionView['settings']['voice']) =>
  headset ? volume : Math.min(volume, loudestAloud);

/** Counts what was to be said: while its clips are fetched, something else may be wanted. */
let wanted = 0;

/** Nothing sounds any more. */
export function hush(): void {
  wanted += 1;
  player.stop();
}

function speak(lines: readonly Line[], { language, settings }: SessionView): void {
  hush();
  const mine = wanted;
  if (lines.length === 0) return;
  soundsOf(lines, language)
    .then(async (sounds) => {
      if (mine !== wanted) return;
      await player.play(sounds, { volume: volumeOf(settings.voice), rate: settings.voice.rate });
    })
    // A page without clips, or a machine without sound, is a silent kiosk and no broken one.
    .catch(() => console.warn('nothing can be heard'));
}

const listens = ({ settings: { voice } }: SessionView) => voice.on || voice.headset;

/** Says `lines` as far as they are for whoever hears them. */
function tell(lines: readonly Line[], now: SessionView): void {
  speak(now.settings.voice.headset ? lines : forEverybody(lines, now).lines, now);
}

function follow(now: SessionView | undefined, before: SessionView | undefined): void {
  if (!now) {
    hush();
    return;
  }
  // Whoever has turned away hears that a question is on the screen.
  if (now.idle && !before?.idle && !listens(now)) player.tick(loudestAloud);
  if (!listens(now)) {
    if (before && listens(before)) hush();
    return;
  }
  const { lines, wholePage } = newsOf(before, now);
  const { headset } = now.settings.voice;
  if (wholePage) {
    const plugged = headset && before && !before.settings.voice.headset;
    tell(plugged ? [...welcome(now), ...lines] : lines, now);
    return;
  }
  if (lines.length === 0) return;
  const heard = headset ? lines : lines.filter((each) => !each.hidden);
  // A digit that was typed is not said aloud.
  if (heard.length < lines.length) player.tick(volumeOf(now.settings.voice));
  if (heard.length > 0) speak(heard, now);
}

/** Says the whole page again. */
export function repeat(): void {
  if (shown.value && listens(shown.value)) tell(scriptOf(shown.value), shown.value);
}

/** Says what a page has found out by itself, such as a face too dark for its photo. Nothing personal: the hall hears it. */
export function announce(text: string): void {
  if (shown.value && listens(shown.value)) speak([line(text)], shown.value);
}

/** A key of a pad: its name is what somebody types. */
const isTyped = (name: string) => /^.$/u.test(name);

const nameOf = (control: HTMLElement) => control.ariaLabel ?? control.innerText.replace(/\s+/gu, ' ').trim();

/** Without what a page has marked `data-headset`, such as that she chose this the last time. */
function publicNameOf(control: HTMLElement): string {
  const personal = [...control.querySelectorAll<HTMLElement>('[data-headset]')].map(nameOf);
  return personal.reduce((name, part) => name.replace(part, ''), nameOf(control)).trim();
}

let byKey = false;

/** To be called as a key goes down: what is being said ends, and the control to which the key moves is said. */
export function noteKey(): void {
  hush();
  byKey = true;
  setTimeout(() => (byKey = false));
}

function sayControl({ target }: FocusEvent): void {
  const now = shown.value;
  if (!byKey || !now || !listens(now) || !(target instanceof HTMLButtonElement)) return;
  const { headset } = now.settings.voice;
  const name = headset ? nameOf(target) : publicNameOf(target);
  if (isTyped(name) && !headset) return;
  const language = languageSchema.safeParse(target.lang).data ?? now.language;
  const state = target.ariaPressed === 'true' ? [line(textsIn(now.language).t('voice.pressed'))] : [];
  speak([line(name, { language }), ...state], now);
}

/** Nothing is to be seen while the screen is blanked, and all of it works. */
const blank = ({ settings }: SessionView) =>
  void (document.documentElement.dataset.blank = settings.blank ? 'yes' : 'no');

/** From now on each page says itself, to those who want to hear it. */
export function startVoice(): void {
  watch(view, (now) => now && blank(now), { immediate: true, flush: 'sync' });
  watch(shown, follow, { immediate: true, flush: 'post' });
  window.addEventListener('focusin', sayControl);
  window.addEventListener('pointerdown', hush, { capture: true });
}
