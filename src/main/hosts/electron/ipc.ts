import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { failed } from '../../../contract/result.ts';
import type { SessionView } from '../../../contract/session-view.ts';
import type { Kiosk } from '../../kiosk-port.ts';
import { dispatch } from '../dispatch.ts';
import { commandChannel, viewChannel } from './channels.ts';
import { isOwnUrl } from './scheme.ts';

/**
 * Joins page and core: commands in, views out. A page that was loaded anew gets the view as it stands.
 * @param onDefect told of what the core threw; the page learns nothing of it
 */
export function connectPage(window: BrowserWindow, kiosk: Kiosk, onDefect: (error: unknown) => void): void {
  const { webContents } = window;
  let latest: SessionView | undefined;

  function push() {
    if (latest && !window.isDestroyed() && !webContents.isCrashed()) webContents.send(viewChannel, latest);
  }

  function isFromPage({ sender, senderFrame: frame }: IpcMainInvokeEvent): boolean {
    return sender === webContents && frame !== null && frame === webContents.mainFrame && isOwnUrl(frame.url);
  }

  ipcMain.handle(commandChannel, async (event, raw: unknown) => {
    if (!isFromPage(event)) return failed('COMMAND_INVALID');
    try {
      return await dispatch(kiosk, raw);
    } catch (error) {
      onDefect(error);
      return failed('DEVICE_LOST');
    }
  });
  webContents.on('did-finish-load', push);
  kiosk.watchView((view) => {
    latest = view;
    push();
  });
}
