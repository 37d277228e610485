import { connect } from 'node:net';
import type { OpenLine } from './line.ts';

/** A printer on the network (port 9100). Many serve one client and let the next one wait unanswered. */
export const tcpLine =
  ({ host, port }: { host: string; port: number }): OpenLine =>
  (events) => {
    const socket = connect({ host, port, noDelay: true });
    socket.on('connect', () => events.opened());
    socket.on('data', (bytes) => events.received(bytes));
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => events.ended());
    return {
      send: (bytes) => void socket.write(bytes),
      close() {
        // One that still connects would hold its file, and then one of the printer's few places, for as long as that takes.
        if (socket.connecting || socket.writableLength > 0) socket.destroy();
        else socket.end(() => socket.destroy());
      },
    };
  };
