import { type Card, CardDisposition, CardMode, Client, type Err, type Reader, ReaderStatus } from 'pcsc-mini';
import { type EstablishContext, longestAnswer, type PcscCard, scard, ScardError } from './binding.ts';

/** pcsc-mini 0.1.3: Node-API, prebuilt. Knows four readers and as many waiting events. */
export const establishByPcscMini: EstablishContext = (events) => {
  const client = new Client();
  const readers = new Map<string, Reader>();
  client.on('error', () => events.died());
  client.on('reader', (reader) => {
    const name = reader.name();
    readers.set(name, reader);
    // Its second argument, the answer to reset, is memory that was freed.
    reader.on('change', (flags) => {
      const mute = flags.has(ReaderStatus.MUTE);
      const card = !flags.has(ReaderStatus.PRESENT) ? 'none' : mute ? 'mute' : 'present';
      events.reader({ name, card });
    });
    reader.on('disconnect', () => {
      readers.delete(name);
      events.gone(name);
    });
  });
  try {
    client.start();
  } catch (error) {
    throw scardError(error);
  }

  return {
    async connect(name) {
      const reader = readers.get(name);
      if (!reader) throw new ScardError(scard.UNKNOWN_READER);
      try {
        const card = await reader.connect(CardMode.EXCLUSIVE);
        return open(card, await atrOf(card));
      } catch (error) {
        throw scardError(error);
      }
    },
    release() {
      client.removeAllListeners('error').on('error', () => undefined);
      readers.forEach((reader) => reader.removeAllListeners());
      try {
        client.stop();
      } catch {
        dead.push(client);
      }
    },
  };
};

/** Where pcscd died, a client's stop() throws, and so would its finalizer, which nobody could catch. */
const dead: Client[] = [];

/**
 * A buffer of its own would stay for ever for each card: pcsc-mini holds on to every one it was given. But no buffer may be
 * lent twice at a time: an exchange that is stuck may write into it at last.
 */
const idleBuffers: ArrayBuffer[] = [];

/** The card is let go where it does not say. */
async function atrOf(card: Card): Promise<Uint8Array> {
  try {
    return Uint8Array.from((await card.state()).atr);
  } catch (error) {
    await card.disconnect(CardDisposition.LEAVE).catch(() => undefined);
    throw error;
  }
}

const open = (card: Card, atr: Uint8Array): PcscCard => ({
  atr,
  async transmit(command) {
    const buffer = idleBuffers.pop() ?? new ArrayBuffer(longestAnswer);
    const sent = Uint8Array.from(command);
    try {
      return (await card.transmit(sent, buffer)).slice();
    } catch (error) {
      throw scardError(error);
    } finally {
      // Held until here: its thread reads the command, and pcsc-mini holds no reference to it.
      sent.fill(0);
      idleBuffers.push(buffer);
    }
  },
  async disconnect(disposition) {
    try {
      await card.disconnect(disposition === 'reset' ? CardDisposition.RESET : CardDisposition.LEAVE);
    } catch (error) {
      throw scardError(error);
    }
  },
});

const scardError = (error: unknown): ScardError =>
  new ScardError(codes[(error as Partial<Err>).code ?? ''] ?? 0, { cause: error });

/** By pcsc-mini's names. */
const codes: Partial<Record<string, number>> = {
  InsufficientBuffer: scard.INSUFFICIENT_BUFFER,
  InvalidValue: scard.INVALID_VALUE,
  NoSmartCard: scard.NO_SMARTCARD,
  NotTransacted: scard.NOT_TRANSACTED,
  ProtoMismatch: scard.PROTO_MISMATCH,
  ReaderUnavailable: scard.READER_UNAVAILABLE,
  RemovedCard: scard.REMOVED_CARD,
  ResetCard: scard.RESET_CARD,
  SecurityViolation: scard.SECURITY_VIOLATION,
  SharingViolation: scard.SHARING_VIOLATION,
  UnknownReader: scard.UNKNOWN_READER,
  UnpoweredCard: scard.UNPOWERED_CARD,
  UnresponsiveCard: scard.UNRESPONSIVE_CARD,
  UnsupportedCard: scard.UNSUPPORTED_CARD,
};
