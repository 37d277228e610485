import { createInterface } from 'node:readline';
import { startKiosk } from '../../src/main/kiosk.ts';
import { readConfig } from '../../src/main/config.ts';
import { startNodeHost } from '../../src/main/hosts/node/host.ts';
import { inTree } from './tree.ts';

// The demonstration's kiosk: the product's core and host, with a device host that also knows the simulated reader.
// Each line on standard input asks for an address that lets one browser in; the input's end ends the kiosk.

function die(error: unknown): void {
  console.error(error);
  process.exit(1);
}

async function main(file: string | undefined): Promise<void> {
  if (file === undefined) throw new Error('name the configuration file');
  const config = readConfig(file);
  if (!config.demonstration) throw new Error('this kiosk runs the demonstration only');

  const kiosk = startKiosk(config, {
    deviceHostEntry: inTree('drivers/simulated/host-main.ts'),
    nodeExecutable: process.execPath,
    crash: die,
  });
  const { frameOrigin } = config.demonstration;
  const host = await startNodeHost(kiosk, {
    rendererDirectory: inTree('out/renderer'),
    ...(frameOrigin !== undefined && { frameOrigin }),
    crash: die,
  });
  const say = (event: string) => process.stdout.write(`${JSON.stringify({ event, url: host.entrance() })}\n`);
  say('listening');

  const close = () => {
    host
      .close()
      .then(() => kiosk.close())
      .then(() => process.exit(0), die);
  };
  process.once('SIGTERM', close).once('SIGINT', close);
  createInterface({ input: process.stdin })
    .on('line', () => say('entrance'))
    .on('close', close);
}

process.on('uncaughtException', die).on('unhandledRejection', die);
main(process.argv[2]).catch(die);
