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

const own = 'tram://kiosk/index.html';

function isGranted(permission: string, { requestingUrl = own, mediaTypes = ['video'] } = {}): boolean | undefined {
  let granted: boolean | undefined;
  session.permissionRequest?.(null, permission, (answer) => (granted = answer), { requestingUrl, mediaTypes });
  return granted;
}

const passesCheck = (permission: string, { requestingUrl = own, mediaType = 'video' } = {}) =>
  session.permissionCheck?.(null, permission, '', { requestingUrl, mediaType });

test.each(['geolocation', 'clipboard-read', 'hid', 'serial', 'usb', 'fullscreen', 'openExternal', 'a-new-one'])(
  'the permission %s is refused, asked or checked',
  (permission) => {
    expect(isGranted(permission)).toBe(false);
    expect(passesCheck(permission)).toBe(false);
    expect(session.deviceCheck?.()).toBe(false);
  },
);

test('the page may see and not hear, and no other page may see', () => {
  expect(isGranted('media')).toBe(true);
  expect(passesCheck('media')).toBe(true);
  for (const mediaTypes of [['audio'], ['video', 'audio'], []]) expect(isGranted('media', { mediaTypes })).toBe(false);
  expect(passesCheck('media', { mediaType: 'audio' })).toBe(false);
  for (const requestingUrl of ['https://example.com/', 'tram://kiosk.example/', '']) {
    expect(isGranted('media', { requestingUrl })).toBe(false);
    expect(passesCheck('media', { requestingUrl })).toBe(false);
  }
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
