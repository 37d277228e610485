import { BrowserWindow, type Session, type WebPreferences } from 'electron';

/** What the page may do, in one place; asserted on the built output too. */
export const securitySettings = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  plugins: false,
  navigateOnDragDrop: false,
  disableDialogs: true,
  devTools: false,
  spellcheck: false,
} as const satisfies WebPreferences;

export interface WindowOptions {
  preload: string;
  session: Session;
  /** The whole screen, without a way out; false for the demonstration beside its bench. */
  kiosk: boolean;
}

export function openWindow({ preload, session, kiosk }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    kiosk,
    fullscreen: kiosk,
    frame: !kiosk,
    width: 1080,
    height: 1920,
    title: 'Trạm',
    backgroundColor: '#ffffff',
    webPreferences: {
      ...securitySettings,
      // An idle warning counts down although nobody touches the screen.
      backgroundThrottling: false,
      preload,
      session,
    },
  });
  if (kiosk) window.on('close', (event) => event.preventDefault());
  return window;
}
