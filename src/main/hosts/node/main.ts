import { join } from 'node:path';
import { readConfig } from '../../config.ts';
import { startKiosk } from '../../kiosk.ts';
import { launchChromium } from './chromium.ts';
import { startNodeHost } from './host.ts';

// The kiosk where no Electron can be had: this process, and Chromium in kiosk mode. Ends with Chromium; systemd starts both anew.

const built = import.meta.dirname;

function die(error: unknown): void {
  console.error(error);
  process.exit(1);
}

async function main([file]: string[]): Promise<void> {
  if (!file) throw new Error('name the configuration file');
  const config = readConfig(file);
  if (config.demonstration) throw new Error('an installed kiosk does not run the demonstration');

  const kiosk = startKiosk(config, {
    deviceHostEntry: join(built, 'device-host.js'),
    nodeExecutable: process.execPath,
    crash: die,
  });
  const host = await startNodeHost(kiosk, { rendererDirectory: join(built, '../renderer'), crash: die });
  const screen = launchChromium({
    url: host.entrance(),
    kiosk: true,
    profileDirectory: join(config.dataDirectory, 'chromium'),
    demonstrationAsRoot: false,
  });
  const close = async () => {
    await screen.close();
    await host.close();
    await kiosk.close();
  };
  process.once('SIGTERM', () => void close().then(() => process.exit(0), die));
  process.once('SIGINT', () => void close().then(() => process.exit(0), die));
  process.exit(await screen.exited);
}

process.on('uncaughtException', die);
process.on('unhandledRejection', die);
main(process.argv.slice(2)).catch(die);
