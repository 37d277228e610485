import { computed, watch } from 'vue';
import type { SessionView } from '../../contract/session-view.ts';
import { view } from '../core.ts';
import { helpOpen } from '../help.ts';
import { clipsOf, writtenIn } from './clips.ts';
import { nameOf, publicNameOf } from './controls.ts';
import { draft } from './draft.ts';
import { line, type Line } from './line.ts';
import { piecesOf } from './pieces.ts';
import { openPlayer, type Sound } from './player.ts';
import { forEverybody, newsOf, scriptOf, welcome, type Scene } from './script.ts';
import { textsIn, type Texts } from './texts.ts';
import { keyLine } from './typing.ts';
import { noteUnsaid } from './unsaid.ts';

const player = openPlayer();

/** A call for staff that was put aside is no dialog any more. A further language is written in Vietnamese. */
const heard = computed((): SessionView | undefined => {
  if (!view.value) return undefined;
  const { help, ...page } = view.value;
  const dialog = help && (helpOpen.value || page.idle) ? { help } : {};
  return { ...page, ...dialog, language: page.settings.pack ? 'vi' : page.language };
});
const scene = computed((): Scene | undefined => heard.value && { view: heard.value, draft: draft() });

/** Of one line to the next, in milliseconds. */
const betweenLines = 450;
/** The loudspeaker is never louder: 65 dB(A). */
const loudestAloud = 3;

async function soundsOf(lines: readonly Line[], tag: string): Promise<Sound[]> {
  const sounds: Sound[] = [];
  for (const each of lines) {
    const voice = each.language ?? tag;
    const clips = await clipsOf(voice);
    const { pieces, missing } = piecesOf(each, writtenIn(voice), clips.has);
    if (!each.hidden) noteUnsaid(missing);
    for (const { phrase, pause, whole } of pieces) {
      const clip = clips.sound(phrase, whole);
      if (clip) sounds.push({ clip, pause });
    }
    const last = sounds.at(-1);
    if (last) last.pause = Math.max(last.pause, betweenLines);
  }
  return sounds;
}

const loudnessOf = ({ volume, rate, headset }: SessionView['settings']['voice']) => ({
  volume: headset ? volume : Math.min(volume, loudestAloud),
  rate,
});

/** Counts what was to be said: while its clips are fetched, something else may be wanted. */
let wanted = 0;
/** Something was to be said and has not ended. */
let speaking = false;

/** Nothing sounds any more. */
export function hush(): void {
  wanted += 1;
  speaking = false;
  player.stop();
}

function speak(lines: readonly Line[], { language, settings: { pack } }: SessionView): void {
  hush();
  const mine = wanted;
  if (lines.length === 0) return;
  speaking = true;
  const ended = () => {
    if (mine !== wanted) return;
    speaking = false;
    sayNews();
  };
  soundsOf(lines, pack ?? language)
    .then(async (sounds) => {
      if (mine === wanted) await player.play(sounds, ended);
    })
    // A page without clips, or a machine without sound, is a silent kiosk and no broken one.
    .catch(() => {
      if (mine === wanted) speaking = false;
      console.warn('nothing can be heard');
    });
}

const listens = ({ settings: { voice } }: SessionView) => voice.on || voice.headset;

/** Says `lines` as far as they are for whoever hears them. */
function tell(lines: readonly Line[], now: SessionView): void {
  speak(now.settings.voice.headset ? lines : forEverybody(lines, now).lines, now);
}

/** What was on the screen when something was said of it last. */
let told: Scene | undefined;

/** Says what is new since it last spoke; what can wait does so until that has ended, and is then as it is by then. */
function sayNews(): void {
  const now = scene.value;
  if (!now || !listens(now.view)) return;
  const { lines, wholePage, canWait } = newsOf(told, now);
  if (speaking && canWait) return;
  const { voice } = now.view.settings;
  const plugged = voice.headset && !told?.view.settings.voice.headset;
  told = now;
  if (wholePage) {
    tell(plugged ? [...welcome(now.view), ...lines] : lines, now.view);
    return;
  }
  const allowed = voice.headset ? lines : lines.filter((each) => !each.hidden);
  // What was typed is not said aloud.
  if (allowed.length < lines.length) player.tick(loudnessOf(voice).volume);
  if (allowed.length > 0) speak(allowed, now.view);
}

function follow(now: Scene | undefined, before: Scene | undefined): void {
  if (now && listens(now.view)) {
    player.adjust(loudnessOf(now.view.settings.voice));
    sayNews();
    return;
  }
  told = undefined;
  if (!now || (before && listens(before.view))) hush();
  // Whoever has turned away hears that a question is on the screen.
  if (now?.view.idle && !before?.view.idle) player.tick(loudestAloud);
}

/** Says the whole page again. */
export function repeat(): void {
  const now = scene.value;
  if (!now || !listens(now.view)) return;
  told = now;
  tell(scriptOf(now), now.view);
}

/** Says why a touch did nothing. Nothing personal: the hall hears it. */
export function explain(text: (texts: Texts) => string): void {
  const now = scene.value?.view;
  if (now && listens(now)) speak([line(text(textsIn(now.language)))], now);
}

let byKey = false;

/** To be called as a key goes down that does something: what is being said ends, and the control to which it moves is said. */
export function noteKey(): void {
  hush();
  byKey = true;
  setTimeout(() => (byKey = false));
}

function sayControl({ target }: FocusEvent): void {
  const now = scene.value?.view;
  if (!byKey || !now || !listens(now) || !(target instanceof HTMLButtonElement)) return;
  const name = now.settings.voice.headset ? nameOf(target) : publicNameOf(target);
  if (!name) {
    player.tick(loudnessOf(now.settings.voice).volume);
    return;
  }
  const { t } = textsIn(now.language);
  const named = /^.$/u.test(name) ? keyLine(name, now.language) : line(name, { language: target.lang || undefined });
  const state = target.ariaPressed === 'true' ? [line(t('voice.pressed'))] : [];
  speak([named, ...state], now);
}

/** Says what a key has made of a control that the page itself switches; what the core switches is news of its own. */
function sayState({ target, detail }: MouseEvent): void {
  const button = target instanceof Element ? target.closest('button') : null;
  const before = button?.ariaPressed;
  if (!before || detail > 0) return;
  setTimeout(() => {
    const now = scene.value?.view;
    if (button.ariaPressed === before || !now?.settings.voice.headset) return;
    speak([line(textsIn(now.language).t(before === 'true' ? 'voice.released' : 'voice.pressed'))], now);
  });
}

/** Nothing is to be seen while the screen is blanked, and all of it works. */
const blank = ({ settings }: SessionView) =>
  void (document.documentElement.dataset.blank = settings.blank ? 'yes' : 'no');

/** From now on each page says itself, to those who want to hear it. */
export function startVoice(): void {
  watch(view, (now) => now && blank(now), { immediate: true, flush: 'sync' });
  watch(scene, follow, { immediate: true, flush: 'post' });
  window.addEventListener('focusin', sayControl);
  window.addEventListener('click', sayState, { capture: true });
  window.addEventListener('pointerdown', hush, { capture: true });
}
