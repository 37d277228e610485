import { send } from './core.ts';

/** EN 301 549 §5.9: two strikes within half a second are one. */
const doubleStrikeMs = 500;
/** A finger still falling on what the page showed before must not press what it shows now. */
const ghostTapMs = 400;

const functionKey = /^F([1-9]|1[0-2])$/;
const digit = /^\d$/;
const step: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

let changedAt = -Infinity;
let struck: { control: Element; at: number } | undefined;

/** To be called when another page, or a dialog over it, is on the screen. */
export function notePageChange(): void {
  changedAt = performance.now();
  struck = undefined;
}

const isGhost = (event: Event) => event.timeStamp < changedAt + ghostTapMs;

function stop(event: Event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function guardClick(event: Event) {
  const control = event.target instanceof Element ? event.target.closest('button') : null;
  if (!control) return;
  const again = struck?.control === control && event.timeStamp < struck.at + doubleStrikeMs;
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
  if (plain && event.key === 'Tab') return;
  if (plain && functionKey.test(event.key)) {
    stop(event);
    if (!event.repeat) send({ type: 'key', key: event.key });
    return;
  }
  if (!plain || event.repeat || isGhost(event)) {
    stop(event);
    return;
  }
  if (event.key === 'Enter' || digit.test(event.key)) return;
  stop(event);
  const by = step[event.key];
  if (by !== undefined) moveFocus(by);
}

/** Leaves of all that a browser can do only what a kiosk needs: taps, Tab, arrows, Enter, digits and function keys. */
export function guardInput(): void {
  window.addEventListener('click', guardClick, { capture: true });
  window.addEventListener('keydown', guardKey, { capture: true });
  // Space presses a button on release.
  window.addEventListener('keyup', (event) => event.key === ' ' && stop(event), { capture: true });
  for (const unwanted of ['contextmenu', 'dragstart', 'drop', 'dragover', 'auxclick', 'paste', 'copy', 'cut'])
    window.addEventListener(unwanted, stop, { capture: true });
  window.addEventListener('wheel', (event) => event.ctrlKey && stop(event), { capture: true, passive: false });
}
