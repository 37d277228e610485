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
  { key: 'a' },
  { key: ' ' },
  { key: 'F13' },
  { key: 'ContextMenu' },
  { key: 'BrowserBack' },
  { key: 'PrintScreen' },
];
const known = ['0', '9', 'Tab', 'Enter', 'ArrowDown', 'F1', 'F12'];

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

test.each(known)('%s works', (key) => {
  expect(contents.refuses('before-input-event', {}, { ...plain, key })).toBe(false);
});
