import { beforeEach, expect, test, vi } from 'vitest';
import { guardAllContents } from '../../src/main/hosts/electron/guards.ts';
import { app, FakeWebContents } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

const plain = { type: 'keyDown', control: false, alt: false, meta: false, shift: false };
const refused = [
  { key: 'F4', alt: true },
  { key: 'F12', control: true },
  { key: 'F1', control: true, alt: true },
  { key: 'I', control: true, shift: true },
  { key: 'p', control: true },
  { key: 'w', control: true },
  { key: '0', control: true },
  { key: 'Tab', control: true },
  { key: 'ArrowLeft', alt: true },
  { key: 'Meta', meta: true },
  { key: 'Escape' },
  { key: 'F24' },
  { key: 'Delete' },
  { key: 'ContextMenu' },
  { key: 'BrowserBack' },
  { key: 'PrintScreen' },
];
const known = ['0', '9', 'a', 'ắ', ' ', 'Backspace', 'Tab', 'Enter', 'ArrowDown', 'F1', 'F12'];

/** Linux has other names for what a tactile keypad sends. */
const keypad = [
  { key: 'Unidentified', code: 'F13' },
  { key: 'LaunchApplication2', code: 'F15' },
  { key: 'Unidentified', code: 'F22' },
  { key: 'Unidentified', code: 'F23' },
];

let contents: FakeWebContents;

beforeEach(() => {
  app.removeAllListeners();
  guardAllContents();
  contents = new FakeWebContents();
  app.emit('web-contents-created', {}, contents);
});

test.each(refused)('$key with its modifiers never reaches the page or the browser', (input) => {
  expect(contents.refuses('before-input-event', {}, { ...plain, ...input })).toBe(true);
});

test.each(keypad)('$code of a keypad works, whatever the layout calls it', (input) => {
  expect(contents.refuses('before-input-event', {}, { ...plain, ...input })).toBe(false);
});

test.each(known)('%s works', (key) => {
  expect(contents.refuses('before-input-event', {}, { ...plain, key })).toBe(false);
});
