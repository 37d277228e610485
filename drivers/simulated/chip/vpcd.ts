import { type Socket, connect } from 'node:net';
import { createFramer, frame } from './frames.ts';
import type { CardSlot } from './slot.ts';

/** Where the first slot of vsmartcard's virtual reader waits for a card; the next slots follow it. */
export const vpcdPort = 35_963;
const retryMs = 50;

/** Messages of one byte; longer ones are APDUs. */
const control = { powerOff: 0, powerOn: 1, reset: 2, atr: 4 } as const;

/**
 * Lays the slot's card on pcscd's virtual reader: a connection is a card in the field, its end a card gone. Where pcscd or
 * the reader is away the card stays and is found when it is back.
 */
export function plugIntoVpcd(slot: CardSlot, port: number): void {
  let socket: Socket | undefined;
  let retry: NodeJS.Timeout | undefined;

  slot.watch(() => {
    socket?.destroy();
    clearTimeout(retry);
    socket = undefined;
    if (slot.chip) insert();
  });

  function insert(): void {
    const opened = connect(port, '127.0.0.1');
    socket = opened;
    opened.setNoDelay(true);
    opened.on(
      'data',
      createFramer(2, (message) => {
        void respond(message).then((answer) => {
          if (answer && socket === opened) opened.write(frame(2, answer));
        });
      }),
    );
    opened.on('error', () => undefined);
    opened.on('close', () => {
      if (socket === opened) retry = setTimeout(insert, retryMs);
    });
  }

  async function respond(message: Buffer): Promise<Uint8Array | undefined> {
    if (message.length > 1) return slot.process(message);
    if (message[0] === control.atr) return slot.chip?.atr;
    slot.chip?.reset();
    return undefined;
  }
}
