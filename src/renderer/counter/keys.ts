/** Function keys: letters would be pressed by accident (WCAG 2.2, 2.1.4). F9 as well as the space bar and Enter calls. */
export const keys = {
  call: 'F9',
  recall: 'F3',
  start: 'F2',
  'no-show': 'F4',
  goOn: 'F6',
  finish: 'F8',
  check: 'F7',
  help: 'F10',
} as const;
export type Action = keyof typeof keys;

const byKey = new Map<string, Action>(Object.entries(keys).map(([action, key]) => [key, action as Action]));
const pressing = ['Enter', ' '];

/**
 * One key for each action, wherever the focus is; nothing while a dialog is open. The space bar and Enter call unless a control
 * has the focus, which they press as usual. A key that is held down is pressed once.
 */
export function listenToKeys(act: (action: Action) => void): () => void {
  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector('dialog[open]')) return;
    const isControl = event.target instanceof Element && event.target.closest('button, input, select, a') !== null;
    const isPressing = pressing.includes(event.key);
    const action = byKey.get(event.key) ?? (isPressing && !isControl ? 'call' : undefined);
    if (action === undefined && !(isPressing && event.repeat)) return;
    event.preventDefault();
    if (action !== undefined && !event.repeat) act(action);
  }
  window.addEventListener('keydown', onKey, { capture: true });
  return () => window.removeEventListener('keydown', onKey, { capture: true });
}
