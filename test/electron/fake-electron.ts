import { EventEmitter } from 'node:events';
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Session,
  WebContents,
  WindowOpenHandlerResponse,
} from 'electron';

/*
 * Stands in for the module `electron`, whose binary a test machine need not have: it records what it is told and lets
 * a test raise the events that Electron would. Only what src/main/hosts/electron uses is here.
 */

type Callback<T> = (value: T) => void;

export class FakeSession extends EventEmitter {
  requestListener: ((details: { url: string }, callback: Callback<{ cancel?: boolean }>) => void) | undefined;
  permissionRequest:
    | ((contents: null, permission: string, callback: Callback<boolean>, details: object) => void)
    | undefined;
  permissionCheck: ((contents: null, permission: string, origin: string, details: object) => boolean) | undefined;
  deviceCheck: (() => boolean) | undefined;
  certificateCheck: ((request: { hostname: string }, callback: Callback<number>) => void) | undefined;
  schemeHandler: ((request: Pick<Request, 'url' | 'method'>) => Promise<Response>) | undefined;

  readonly webRequest = {
    onBeforeRequest: (listener: NonNullable<FakeSession['requestListener']>) => (this.requestListener = listener),
  };
  readonly protocol = {
    handle: (_scheme: string, handler: NonNullable<FakeSession['schemeHandler']>) => (this.schemeHandler = handler),
  };
  setPermissionRequestHandler = (handler: FakeSession['permissionRequest']) => (this.permissionRequest = handler);
  setPermissionCheckHandler = (handler: FakeSession['permissionCheck']) => (this.permissionCheck = handler);
  setDevicePermissionHandler = (handler: FakeSession['deviceCheck']) => (this.deviceCheck = handler);
  setCertificateVerifyProc = (handler: FakeSession['certificateCheck']) => (this.certificateCheck = handler);

  readonly asSession = this as unknown as Session;
}

export interface FakeFrame {
  url: string;
}

export class FakeWebContents extends EventEmitter {
  readonly mainFrame: FakeFrame = { url: 'tram://kiosk/index.html' };
  readonly sent: { channel: string; value: unknown }[] = [];
  readonly loaded: string[] = [];
  openHandler: (() => WindowOpenHandlerResponse) | undefined;
  crashed = false;
  forcedCrashes = 0;

  setWindowOpenHandler = (handler: () => WindowOpenHandlerResponse) => (this.openHandler = handler);
  send = (channel: string, value: unknown) => void this.sent.push({ channel, value });
  isCrashed = () => this.crashed;
  executeJavaScript: (script: string) => Promise<void> = () =>
    this.crashed ? Promise.reject(new Error('no page')) : Promise.resolve();
  forcefullyCrashRenderer = () => {
    this.forcedCrashes++;
  };
  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.crashed = false;
    return Promise.resolve();
  }

  /** Raises an event whose default a guard may refuse. @returns whether it was refused */
  refuses(event: string, details: Record<string, unknown> = {}, ...more: unknown[]): boolean {
    let refused = false;
    this.emit(event, { ...details, preventDefault: () => (refused = true) }, ...more);
    return refused;
  }

  readonly asWebContents = this as unknown as WebContents;
}

export class FakeWindow extends EventEmitter {
  static readonly opened: FakeWindow[] = [];
  readonly webContents = new FakeWebContents();
  readonly options: BrowserWindowConstructorOptions;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    FakeWindow.opened.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  isDestroyed = () => false;
  readonly asWindow = this as unknown as BrowserWindow;
}

class FakeApp extends EventEmitter {
  isPackaged = true;
  readonly switches = new Map<string, string>();
  readonly exits: number[] = [];
  sandboxed = false;
  readonly commandLine = {
    hasSwitch: (name: string) => this.switches.has(name),
    appendSwitch: (name: string, value: string) => void this.switches.set(name, value),
  };
  enableSandbox = () => (this.sandboxed = true);
  setPath = () => undefined;
  whenReady = () => Promise.resolve();
  exit = (code: number) => void this.exits.push(code);
}

type InvokeHandler = (event: { sender: unknown; senderFrame: FakeFrame | null }, raw: unknown) => Promise<unknown>;

class FakeIpcMain {
  readonly handlers = new Map<string, InvokeHandler>();
  handle = (channel: string, handler: InvokeHandler) => void this.handlers.set(channel, handler);

  /** What a page's `ipcRenderer.invoke` would do. */
  async invoke(
    channel: string,
    from: { sender: unknown; senderFrame: FakeFrame | null },
    raw: unknown,
  ): Promise<unknown> {
    const handler = this.handlers.get(channel);
    if (!handler) throw new Error(`nobody handles ${channel}`);
    return handler(from, raw);
  }
}

export const app = new FakeApp();
export const ipcMain = new FakeIpcMain();
export const menus: unknown[] = [];
export const Menu = { setApplicationMenu: (menu: unknown) => void menus.push(menu) };
export const powerSaveBlocker = { start: () => 1 };
export const privileged: { scheme: string; privileges?: Record<string, boolean> }[] = [];
export const protocol = {
  registerSchemesAsPrivileged: (schemes: typeof privileged) => void privileged.push(...schemes),
};
export const sessions = new Map<string, FakeSession>();
export const session = {
  fromPartition(name: string): FakeSession {
    const found = sessions.get(name) ?? new FakeSession();
    sessions.set(name, found);
    return found;
  },
};
export { FakeWindow as BrowserWindow };

/** For a test that starts the whole program more than once. */
export function forget(): void {
  app.removeAllListeners();
  app.switches.clear();
  app.sandboxed = false;
  sessions.clear();
  ipcMain.handlers.clear();
  for (const record of [app.exits, menus, privileged, FakeWindow.opened]) record.length = 0;
}
