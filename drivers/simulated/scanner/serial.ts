import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { handPause, type ScannerSimulator, type SimulatorOptions } from './simulator.ts';

/**
 * A serial barcode scanner: two joined pseudo-terminals (socat), of which the kiosk opens one and this writes to the other.
 */
export async function startScannerSimulator({
  runDirectory,
  pause = handPause,
}: SimulatorOptions): Promise<ScannerSimulator> {
  const kioskEnd = join(runDirectory, 'scanner');
  const scannerEnd = join(runDirectory, 'scanner-peer');
  let unplugLine = await plugIn(kioskEnd, scannerEnd);

  async function send(bytes: Uint8Array): Promise<void> {
    const line = await open(scannerEnd, constants.O_WRONLY | constants.O_NOCTTY);
    try {
      await line.write(bytes);
    } finally {
      await line.close();
    }
  }

  return {
    path: kioskEnd,
    send,
    async scan(payload) {
      await send(Buffer.concat([Buffer.from(payload), Buffer.from('\r')]));
      await delay(pause);
    },
    unplug: () => unplugLine(),
    async replug() {
      unplugLine = await plugIn(kioskEnd, scannerEnd);
    },
    close: () => unplugLine(),
  };
}

/** @returns ends socat, which is what unplugging looks like to whoever has the line open */
async function plugIn(kioskEnd: string, scannerEnd: string): Promise<() => Promise<void>> {
  const removeLinks = async () => {
    await Promise.all([rm(kioskEnd, { force: true }), rm(scannerEnd, { force: true })]);
  };
  await removeLinks();
  const line = ['socat', '-d', '-d', `PTY,link=${kioskEnd},rawer`, `PTY,link=${scannerEnd},rawer`];
  // The kernel ends it with this process, however that ends.
  const socat = spawn('setpriv', ['--pdeathsig', 'KILL', ...line], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(socat, 'exit');
  const ready = new Promise<void>((resolve) => {
    let notices = '';
    socat.stderr.on('data', (chunk) => {
      if (notices.length < 4_096) notices += String(chunk);
      if (notices.includes('starting data transfer')) resolve();
    });
  });
  const ended = exited.then(() => Promise.reject(new Error('socat could not join two pseudo-terminals')));
  await Promise.race([ready, ended]);
  ended.catch(() => undefined);
  return async () => {
    socat.kill('SIGKILL');
    await exited;
    await removeLinks();
  };
}
