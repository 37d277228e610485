import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';

/** A cable that may be pulled. */
export interface PrinterDevice {
  /** Whoever has the device open sees it vanish. */
  unplug(): Promise<void>;
  replug(): Promise<void>;
}

/**
 * Makes a printer on TCP a character device, as `/dev/usb/lp0` or a serial line: a pseudo-terminal (socat).
 * It is plugged in from the start; who no longer needs it unplugs it.
 * @param link the path of the device
 */
export async function attachPrinter(link: string, port: number): Promise<PrinterDevice> {
  let unplug = await plugIn(link, port);
  return {
    unplug: () => unplug(),
    async replug() {
      unplug = await plugIn(link, port);
    },
  };
}

async function plugIn(link: string, port: number): Promise<() => Promise<void>> {
  await rm(link, { force: true });
  const line = ['socat', '-d', '-d', `PTY,link=${link},rawer`, `TCP:127.0.0.1:${port},nodelay`];
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
  const ended = exited.then(() => Promise.reject(new Error(`socat could not join ${link} to port ${port}`)));
  await Promise.race([ready, ended]);
  ended.catch(() => undefined);
  // A pseudo-terminal that nobody holds open ends socat.
  const held = await open(link, constants.O_RDWR | constants.O_NOCTTY);
  return async () => {
    socat.kill('SIGKILL');
    await exited;
    await held.close();
    await rm(link, { force: true });
  };
}
