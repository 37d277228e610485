import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { systemClock } from '../../clock.ts';
import { createPrinterEngine } from './engine.ts';
import type { PrinterEngineOptions, PrinterHands, PrinterProfile } from './engine.ts';

export type { PrinterHands, PrinterProfile } from './engine.ts';
export type { PrintedPaper } from './paper.ts';

export interface PrinterEmulator extends PrinterHands {
  port: number;
  close(): Promise<void>;
}

export interface PrinterEmulatorOptions extends Omit<PrinterEngineOptions, 'clock'> {
  /** Any free one where absent. */
  port?: number;
  /** `epson` where absent. */
  profile?: PrinterProfile;
}

/** The simulated printer on TCP, on this machine only. */
export async function startPrinterEmulator(options: PrinterEmulatorOptions = {}): Promise<PrinterEmulator> {
  const { port = 0, profile = 'epson', ...engineOptions } = options;
  const engine = createPrinterEngine(profile, { clock: systemClock, ...engineOptions });
  const sockets = new Set<Socket>();

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    const connection = engine.connect({
      answer: (bytes) => {
        if (socket.writable) socket.write(bytes);
      },
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
      hungUp: () => void socket.destroy(),
    });
    socket.on('data', (bytes) => connection.receive(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      connection.close();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    ...engine,
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
