import { beforeEach, expect, test, vi } from 'vitest';
import { guardAllContents } from '../../src/main/hosts/electron/guards.ts';
import { app, FakeWebContents } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

const elsewhere = [
  'https://example.com/',
  'https://example.com/?next=tram://kiosk/index.html',
  'https://example.com/#tram://kiosk/',
  'https://tram//kiosk/',
  'tram://kiosk.example.com/',
  'tram://kiosk:80/',
  'tram://kiosk@example.com/',
  'tram://someone@kiosk/',
  'tram://kioskx/',
  'tram://xkiosk/',
  'tram:kiosk/index.html',
  'trams://kiosk/',
  'xtram://kiosk/',
  'view-source:tram://kiosk/index.html',
  'blob:tram://kiosk/0b4e',
  'filesystem:tram://kiosk/temporary/a',
  'file:///etc/passwd',
  'data:text/html,tram://kiosk/',
  'javascript:location="tram://kiosk/"',
  'about:blank',
  'devtools://devtools/bundled/inspector.html',
  'not a url',
  '',
];

let contents: FakeWebContents;

beforeEach(() => {
  app.removeAllListeners();
  guardAllContents();
  contents = new FakeWebContents();
  app.emit('web-contents-created', {}, contents);
});

test.each(elsewhere)('a click, a script, a frame or a redirect cannot lead to %j', (url) => {
  expect(contents.refuses('will-navigate', { url })).toBe(true);
  expect(contents.refuses('will-frame-navigate', { url })).toBe(true);
  expect(contents.refuses('will-redirect', { url })).toBe(true);
});

test('the page may load itself again', () => {
  expect(contents.refuses('will-navigate', { url: 'tram://kiosk/index.html' })).toBe(false);
});

test('no second window opens, for our own page neither', () => {
  expect(contents.openHandler?.()).toEqual({ action: 'deny' });
});

test('no webview is attached', () => {
  expect(contents.refuses('will-attach-webview')).toBe(true);
});
