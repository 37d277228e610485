import type { Command } from '../contract/commands.ts';
import { settingsSchema, type Settings } from '../contract/settings.ts';
import { send, view } from './core.ts';
import { noteKey, repeat } from './voice/voice.ts';

/** EN 301 549 §5.9: two strikes within half a second are one. */
const doubleStrikeMs = 500;
/** A finger still falling on what the page showed before must not press what it shows now. */
const ghostTapMs = 400;

const functionKey = /^F([1-9]|1[0-2])$/;
const digit = /^\d$/;
const step: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

type Voice = Settings['voice'];
type Change = Extract<Command, { type: 'settings' }>['change'];

const paces = settingsSchema.shape.voice.shape.rate.options.map(({ value }) => value);

const louder = (voice: Voice, by: number) => Math.min(5, Math.max(1, voice.volume + by));
const quicker = (voice: Voice, by: number): Voice['rate'] =>
  paces[Math.min(paces.length - 1, Math.max(0, paces.indexOf(voice.rate) + by))] ?? voice.rate;

function set(change: (settings: Settings) => Change): void {
  if (view.value) send({ type: 'settings', change: change(view.value.settings) });
}

const actions = {
  repeat,
  help: () => send({ type: 'call-help' }),
  blank: () => set(({ blank }) => ({ blank: !blank })),
  louder: () => set(({ voice }) => ({ voice: { volume: louder(voice, 1) } })),
  quieter: () => set(({ voice }) => ({ voice: { volume: louder(voice, -1) } })),
  quicker: () => set(({ voice }) => ({ voice: { rate: quicker(voice, 1) } })),
  slower: () => set(({ voice }) => ({ voice: { rate: quicker(voice, -1) } })),
  headsetIn: () => set(() => ({ voice: { headset: true } })),
  headsetOut: () => set(() => ({ voice: { headset: false } })),
  next: () => moveFocus(1),
  choose: () => document.activeElement instanceof HTMLButtonElement && document.activeElement.click(),
};

/**
 * A tactile keypad is an ordinary keyboard, and is set to send these, none of which is a letter. By the key's place (`code`), since
 * layouts make other things of them. `next` and `choose`: two switches.
 */
const keypad: Record<string, keyof typeof actions> = {
  ...{ F13: 'repeat', F14: 'help', F15: 'headsetIn', F16: 'headsetOut', F17: 'blank', F18: 'louder', F19: 'quieter' },
  ...{ F20: 'quicker', F21: 'slower', F22: 'next', F23: 'choose' },
};
/** On a keyboard with letters, while no page wants them. */
const letters: Record<string, keyof typeof actions> = {
  ...{
    r: 'repeat',
    h: 'help',
    b: 'blank',
    '+': 'louder',
    '=': 'louder',
    '-': 'quieter',
    '>': 'quicker',
    '<': 'slower',
  },
};

/** The page speaks on, louder or quicker. */
const adjusts = new Set<keyof typeof actions>(['louder', 'quieter', 'quicker', 'slower']);

function act(name: keyof typeof actions) {
  if (!adjusts.has(name)) noteKey();
  actions[name]();
}

let taker: ((key: string) => void) | undefined;

/**
 * While a page takes letters they go to it: one character, `Backspace` or a space, as `KeyboardEvent.key` names them; the keys of the
 * keypad stay. Returns the function that ends it.
 */
export function takeLetters(take: (key: string) => void): () => void {
  taker = take;
  return () => {
    if (taker === take) taker = undefined;
  };
}

let changedAt = -Infinity;
let struck: { control: Element; at: number; focused?: Element } | undefined;

/** To be called when another page, or a dialog over it, is on the screen. */
export function notePageChange(): void {
  changedAt = performance.now();
  struck = undefined;
}

/** Moves the focus where nobody moved it: the second strike of a trembling hand on a key is none on `control` either. */
export function handFocusTo(control: HTMLElement): void {
  control.focus({ preventScroll: true });
  if (struck) struck = { ...struck, focused: control };
}

const isGhost = (event: Event) => event.timeStamp < changedAt + ghostTapMs;

function stop(event: Event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** A touch turns a blanked screen on again and does nothing else. */
let waking = false;

function wake(event: PointerEvent) {
  waking = view.value?.settings.blank ?? false;
  if (!waking) return;
  stop(event);
  send({ type: 'settings', change: { blank: false } });
}

function guardClick(event: MouseEvent) {
  if (waking && event.detail > 0) {
    stop(event);
    return;
  }
  const control = event.target instanceof Element ? event.target.closest('button') : null;
  if (!control) return;
  // A finger strikes where it is, a key wherever the focus went.
  const last = event.detail === 0 && struck?.focused ? struck.focused : struck?.control;
  const again = struck !== undefined && last === control && event.timeStamp < struck.at + doubleStrikeMs;
  if (isGhost(event) || again) stop(event);
  else struck = { control, at: event.timeStamp };
}

/** The next control in reading order, for keypads that have arrows only. */
function moveFocus(by: number) {
  const within = document.querySelector('dialog[open]') ?? document;
  const controls = [...within.querySelectorAll<HTMLElement>('button:not(:disabled)')];
  const at = controls.findIndex((control) => control === document.activeElement);
  const next = at < 0 && by < 0 ? controls.length - 1 : (at + by + controls.length) % controls.length;
  controls[next]?.focus();
}

function guardKey(event: KeyboardEvent) {
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
  if (plain && event.key === 'Tab') {
    noteKey();
    return;
  }
  if (plain && functionKey.test(event.key)) {
    stop(event);
    if (!event.repeat) send({ type: 'key', key: event.key });
    return;
  }
  const action = keypad[event.code];
  // These press nothing on the page, and a headset is plugged in only once.
  if (plain && action && action !== 'choose') {
    stop(event);
    if (!event.repeat) act(action);
    return;
  }
  if (!plain || event.repeat || isGhost(event)) {
    stop(event);
    return;
  }
  const covered = document.querySelector('dialog[open]') !== null;
  if (taker && !covered && (/^.$/u.test(event.key) || event.key === 'Backspace')) {
    stop(event);
    noteKey();
    taker(event.key);
    return;
  }
  if (event.key === 'Enter' || event.key === 'Backspace' || digit.test(event.key)) {
    noteKey();
    return;
  }
  stop(event);
  const chosen = action ?? letters[event.key.toLowerCase()];
  if (chosen) act(chosen);
  const by = step[event.key];
  if (by === undefined) return;
  noteKey();
  moveFocus(by);
}

/** Leaves of all that a browser can do only what a kiosk needs: taps, Tab, arrows, Enter, digits, function keys and the keypad's. */
export function guardInput(): void {
  window.addEventListener('pointerdown', wake, { capture: true });
  window.addEventListener('click', guardClick, { capture: true });
  window.addEventListener('keydown', guardKey, { capture: true });
  // Space presses a button on release.
  window.addEventListener('keyup', (event) => event.key === ' ' && stop(event), { capture: true });
  for (const unwanted of ['contextmenu', 'dragstart', 'drop', 'dragover', 'auxclick', 'paste', 'copy', 'cut'])
    window.addEventListener(unwanted, stop, { capture: true });
  window.addEventListener('wheel', (event) => event.ctrlKey && stop(event), { capture: true, passive: false });
}
