import { beforeEach, expect, test, vi } from 'vitest';
import { guardSession } from '../../src/main/hosts/electron/guards.ts';
import { FakeSession } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

let session: FakeSession;

beforeEach(() => {
  session = new FakeSession();
  guardSession(session.asSession);
});

function isCancelled(url: string): boolean | undefined {
  let cancelled: boolean | undefined;
  session.requestListener?.({ url }, (answer) => (cancelled = answer.cancel));
  return cancelled;
}

test('only requests to the page itself leave it', () => {
  expect(isCancelled('tram://kiosk/assets/index.js')).toBe(false);
  for (const url of [
    'https://example.com/?tram://kiosk/',
    'http://127.0.0.1:9100/',
    'ws://localhost/',
    'file:///etc/passwd',
    'tram://other/index.html',
    'devtools://devtools/bundled/inspector.html',
  ])
    expect(isCancelled(url), url).toBe(true);
});

test.each([
  'media',
  'geolocation',
  'clipboard-read',
  'hid',
  'serial',
  'usb',
  'fullscreen',
  'openExternal',
  'a-new-one',
])('the permission %s is refused, asked or checked', (permission) => {
  let granted: boolean | undefined;
  session.permissionRequest?.(null, permission, (answer) => (granted = answer));
  expect(granted).toBe(false);
  expect(session.permissionCheck?.()).toBe(false);
  expect(session.deviceCheck?.()).toBe(false);
});

test('no download starts', () => {
  let prevented = false;
  session.emit('will-download', { preventDefault: () => (prevented = true) });
  expect(prevented).toBe(true);
});

test('no certificate is accepted', () => {
  let answer: number | undefined;
  session.certificateCheck?.({ hostname: 'kiosk' }, (code) => (answer = code));
  expect(answer).toBe(-2);
});
