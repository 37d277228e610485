import type { BrowserWindow } from 'electron';
import type { Clock } from '../../../../drivers/clock.ts';
import { screen } from '../../delays.ts';
import { pageUrl } from './scheme.ts';

const crashesInWindow = 3;

const errAborted = -3;

/**
 * Loads the page and loads it again when its process dies or hangs.
 * @param giveUp called when that does not help; the reason holds nothing of the page
 */
export function keepPageAlive(window: BrowserWindow, clock: Clock, giveUp: (reason: string) => void): void {
  const { webContents } = window;
  let crashes: number[] = [];
  let cancelDeadline: (() => void) | undefined;

  function expectPage() {
    cancelDeadline?.();
    cancelDeadline = clock.after(screen.untilLoaded, () => giveUp('the page did not load in time'));
  }

  function load() {
    if (window.isDestroyed()) return;
    expectPage();
    void webContents.loadURL(pageUrl);
  }

  webContents.on('did-finish-load', () => cancelDeadline?.());
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    crashes = [...crashes.filter((at) => at > clock.monotonic() - screen.crashWindow), clock.monotonic()];
    if (crashes.length > crashesInWindow) giveUp(`the page's process died again and again: ${reason}, ${exitCode}`);
    else clock.after(screen.beforeReload, load);
  });
  // A hung page cannot be reloaded: its unload handlers would have to run first.
  webContents.on('unresponsive', () => {
    expectPage();
    webContents.forcefullyCrashRenderer();
  });
  webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
    if (isMainFrame && code !== errAborted) giveUp(`the page cannot be loaded: ${description}`);
  });
  webContents.on('preload-error', (_event, _path, error) => giveUp(`the preload failed: ${error.message}`));

  load();
}

/**
 * Calls `listener` when frames of a loaded page have really been drawn: where the graphics stack is broken, it loads all the same.
 * (`ready-to-show` comes for hidden windows only, and a kiosk never hides its window.)
 */
export function onDrawn({ webContents }: BrowserWindow, listener: () => void): void {
  const twoFrames = 'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn())))';
  webContents.on('did-finish-load', () => {
    // Rejects where the page dies meanwhile; it is then loaded again.
    webContents.executeJavaScript(twoFrames).then(listener, () => undefined);
  });
}
