import { beforeEach, expect, test, vi } from 'vitest';
import type { Command } from '../../src/contract/commands.ts';
import { ok } from '../../src/contract/result.ts';
import { connectPage } from '../../src/main/hosts/electron/ipc.ts';
import { commandChannel } from '../../src/main/hosts/electron/channels.ts';
import type { Kiosk } from '../../src/main/kiosk-port.ts';
import { FakeWebContents, FakeWindow, ipcMain } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

let window: FakeWindow;
let handled: Command[];
let defects: unknown[];
let failure: Error | undefined;
const stop = () => undefined;

beforeEach(() => {
  window = new FakeWindow();
  handled = [];
  defects = [];
  failure = undefined;
  const kiosk: Kiosk = {
    handle(command) {
      if (failure) return Promise.reject(failure);
      handled.push(command);
      return Promise.resolve(ok(undefined));
    },
    watchView: () => stop,
    close: () => Promise.resolve(),
  };
  connectPage(window.asWindow, kiosk, (error) => defects.push(error));
});

const command = { type: 'confirm' };
const fromPage = () => ({ sender: window.webContents, senderFrame: window.webContents.mainFrame });

test('the page itself is obeyed', async () => {
  expect(await ipcMain.invoke(commandChannel, fromPage(), command)).toEqual({ ok: true });
  expect(handled).toEqual([command]);
});

test('a frame within the page is refused, though its address is ours', async () => {
  const senderFrame = { url: 'tram://kiosk/index.html' };
  const answer = await ipcMain.invoke(commandChannel, { sender: window.webContents, senderFrame }, command);
  expect(answer).toEqual({ ok: false, code: 'COMMAND_INVALID' });
  expect(handled).toEqual([]);
});

test.each(['https://example.com/', 'tram://kiosk.example.com/', 'about:blank', ''])(
  'the main frame at %j is refused',
  async (url) => {
    window.webContents.mainFrame.url = url;
    expect(await ipcMain.invoke(commandChannel, fromPage(), command)).toEqual({ ok: false, code: 'COMMAND_INVALID' });
    expect(handled).toEqual([]);
  },
);

test('another window and a frame that is gone are refused', async () => {
  const other = new FakeWebContents();
  for (const from of [
    { sender: other, senderFrame: other.mainFrame },
    { sender: window.webContents, senderFrame: null },
  ])
    expect(await ipcMain.invoke(commandChannel, from, command)).toEqual({ ok: false, code: 'COMMAND_INVALID' });
  expect(handled).toEqual([]);
});

test.each([
  undefined,
  null,
  'confirm',
  [],
  {},
  { type: 'eval' },
  { type: 'digit', digit: '12' },
  { ...command, more: 1 },
])('what is no command never reaches the core: %j', async (raw) => {
  expect(await ipcMain.invoke(commandChannel, fromPage(), raw)).toEqual({ ok: false, code: 'COMMAND_INVALID' });
  expect(handled).toEqual([]);
});

test('a defect of the core is told to the process and not to the page', async () => {
  failure = new Error('no such column: secret');
  const answer = await ipcMain.invoke(commandChannel, fromPage(), command);
  expect(JSON.stringify(answer)).not.toContain('secret');
  expect(defects).toEqual([failure]);
});
