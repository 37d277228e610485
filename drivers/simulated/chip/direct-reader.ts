import { type Socket, connect } from 'node:net';
import type { ReaderStatus } from '../../../src/contract/devices.ts';
import { failed, ok } from '../../../src/contract/result.ts';
import { type CardChannel, CardLost, type CardReader } from '../../ports.ts';
import { directFrame } from './direct.ts';
import { createFramer, frame } from './frames.ts';

const retryMs = 500;

/** The simulated reader in pcscd's place, where a machine refuses us namespaces. @param socket of `startDirectChipBench` */
export function openDirectReader({ socket: path }: { socket: string }): CardReader {
  const listeners = new Set<(status: ReaderStatus) => void>();
  let status: ReaderStatus = { state: 'starting', card: false };
  let socket: Socket;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;
  let pending: { resolve: (answer: Uint8Array) => void; reject: (error: Error) => void } | undefined;

  function change(next: ReaderStatus): void {
    status = next;
    if (!status.card) lose();
    listeners.forEach((listener) => listener(status));
  }

  function lose(): void {
    pending?.reject(new CardLost('the card left the simulated reader'));
    pending = undefined;
  }

  function start(): void {
    socket = connect(path);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (closed) return;
      change({ state: 'service-down', card: false });
      retry = setTimeout(start, retryMs);
    });
    socket.on(
      'data',
      createFramer(4, (message) => {
        if (message[0] === directFrame.presence)
          change({ state: 'ready', name: 'Simulated reader', card: message[1] === 1 });
        if (message[0] === directFrame.apdu) {
          pending?.resolve(Uint8Array.from(message.subarray(1)));
          pending = undefined;
        }
      }),
    );
  }

  const channel: CardChannel = {
    transmit: (command) =>
      new Promise((resolve, reject) => {
        pending = { resolve, reject };
        if (status.card) socket.write(frame(4, Uint8Array.of(directFrame.apdu), command));
        else lose();
      }),
    close() {
      lose();
      return Promise.resolve();
    },
  };

  start();
  return {
    status: () => status,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connect() {
      if (status.state !== 'ready') return Promise.resolve(failed('READER_MISSING'));
      if (!status.card) return Promise.resolve(failed('CARD_REMOVED'));
      socket.write(frame(4, Uint8Array.of(directFrame.reset)));
      return Promise.resolve(ok(channel));
    },
    renew: () => void socket.destroy(),
    close() {
      closed = true;
      clearTimeout(retry);
      lose();
      socket.destroy();
      return Promise.resolve();
    },
  };
}
