import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { type Socket, createServer } from 'node:net';
import { createFramer, frame } from './frames.ts';
import { CardSlot } from './slot.ts';

/** First byte of each frame between the chip's server and the direct reader; frames begin with their length in four bytes. */
export const directFrame = {
  /** To the reader, with 1 or 0: a card lies there. Sent on connection and on each change. */
  presence: 1,
  /** To the chip: power on anew. */
  reset: 2,
  /** To the chip with a command, to the reader with the response. */
  apdu: 3,
} as const;

/** As `ChipBench`, without a pcscd that could be killed. */
export interface DirectChipBench {
  /** For `openDirectReader`. */
  socket: string;
  insert(cardId: string): Promise<void>;
  remove(): Promise<void>;
  pullAfter(apdus: number): Promise<void>;
  mute(on: boolean): Promise<void>;
  close(): Promise<void>;
}

export async function serveDirectly(cardsDirectory: string, path: string): Promise<DirectChipBench> {
  const slot = new CardSlot(cardsDirectory);
  const readers = new Set<Socket>();
  const tellPresence = (reader: Socket) =>
    reader.write(frame(4, Uint8Array.of(directFrame.presence, slot.chip ? 1 : 0)));
  slot.watch(() => readers.forEach(tellPresence));

  const server = createServer((reader) => {
    readers.add(reader);
    tellPresence(reader);
    reader.on('error', () => undefined);
    reader.on('close', () => readers.delete(reader));
    reader.on(
      'data',
      createFramer(4, (message) => {
        if (message[0] === directFrame.reset) slot.chip?.reset();
        if (message[0] !== directFrame.apdu) return;
        void slot.process(message.subarray(1)).then((answer) => {
          if (answer) reader.write(frame(4, Uint8Array.of(directFrame.apdu), answer));
        });
      }),
    );
  });
  await rm(path, { force: true });
  await once(server.listen(path), 'listening');

  return {
    socket: path,
    insert: (cardId) => slot.insert(cardId),
    remove: () => done(() => slot.remove()),
    pullAfter: (apdus) => done(() => slot.pullAfter(apdus)),
    mute: (on) => done(() => slot.mute(on)),
    async close() {
      readers.forEach((reader) => reader.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}

function done(action: () => void): Promise<void> {
  action();
  return Promise.resolve();
}
