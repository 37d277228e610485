import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { failureTexts } from '../../../contract/failures.ts';
import { readConfig, type KioskConfig } from '../../config.ts';
import { enrolKiosk, startKiosk } from '../../kiosk.ts';
import { launchChromium } from './chromium.ts';
import { startNodeHost } from './host.ts';

// The kiosk where no Electron can be had: this process, and Chromium in kiosk mode. Ends with Chromium; systemd starts both anew.

const built = import.meta.dirname;

function die(error: unknown): void {
  console.error(error);
  process.exit(1);
}

async function enrolThis(config: KioskConfig, code: string): Promise<void> {
  const enrolled = await enrolKiosk(config, code);
  if (enrolled.ok) {
    const { kiosk } = enrolled.value;
    console.log(`Đã đăng ký máy này với tên ${kiosk}. / This machine is enrolled as ${kiosk}.`);
    return;
  }
  const { vi, en } = failureTexts[enrolled.code].staff;
  console.error(`Chưa đăng ký được: ${vi} / Not enrolled: ${en}`);
  process.exitCode = 1;
}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { enrol: { type: 'string' } } });
  const [file] = positionals;
  if (!file) throw new Error('name the configuration file');
  const config = readConfig(file);
  if (values.enrol !== undefined) return enrolThis(config, values.enrol);
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
