import { createRequire } from 'node:module';
import { type EstablishContext, longestAnswer, type PcscCard, type ReaderState, scard, ScardError } from './binding.ts';

/**
 * pcsclite 1.0.1: built on the kiosk (`npm run pcsclite`), knows any number of readers. It aborts the process in a worker
 * thread. Its mutex for a reader's card is also its events': while a card is mute, an event of its reader may stop
 * JavaScript until the exchange ends, so it wants a process of its own and somebody who watches that process.
 * @throws Error where it is not installed
 */
export function loadPcsclite(): EstablishContext {
  const pcsclite = load();
  return (events) => {
    const service = attempt(pcsclite);
    const readers = new Map<string, PcscliteReader>();
    const atrs = new Map<string, Uint8Array>();

    service.on('error', () => events.died());
    service.on('reader', (reader) => {
      const { name } = reader;
      readers.set(name, reader);
      reader.on('status', ({ state, atr }) => {
        atrs.set(name, Uint8Array.from(atr ?? []));
        events.reader({ name, card: cardBy(state) });
      });
      reader.on('error', () => events.died());
      reader.on('end', () => {
        if (readers.get(name) === reader) readers.delete(name);
        events.gone(name);
      });
    });

    return {
      async connect(name) {
        const reader = readers.get(name);
        if (!reader) throw new ScardError(scard.UNKNOWN_READER);
        const protocol = await connect(reader);
        // To it the card is still connected.
        if (protocol === undefined) throw new ScardError(0);
        return {
          atr: atrs.get(name) ?? new Uint8Array(),
          transmit: (command) => transmit(reader, protocol, command),
          disconnect: (disposition) => disconnect(reader, disposition),
        };
      },
      release() {
        readers.forEach((reader) => reader.removeAllListeners('status').removeAllListeners('end'));
        service.removeAllListeners('reader');
        readers.forEach((reader) => reader.close());
        service.close();
      },
    };
  };
}

/** SCARD_STATE_*, in whose upper half PC/SC Lite counts the cards. */
const stateFlag = { present: 0x20, mute: 0x200 } as const;

const cardBy = (state: number): ReaderState['card'] =>
  (state & stateFlag.present) === 0 ? 'none' : (state & stateFlag.mute) === 0 ? 'present' : 'mute';

const connect = (reader: PcscliteReader) =>
  promised<number | undefined>((done) => reader.connect({ share_mode: reader.SCARD_SHARE_EXCLUSIVE }, done));

const transmit = async (
  reader: PcscliteReader,
  protocol: number,
  command: Uint8Array,
): ReturnType<PcscCard['transmit']> =>
  new Uint8Array(
    await promised<Buffer>((done) => reader.transmit(Buffer.from(command), longestAnswer, protocol, done)),
  );

const disconnect = (reader: PcscliteReader, disposition: 'reset' | 'leave') =>
  promised<undefined>((done) => {
    const { SCARD_RESET_CARD, SCARD_LEAVE_CARD } = reader;
    reader.disconnect(disposition === 'reset' ? SCARD_RESET_CARD : SCARD_LEAVE_CARD, (error) => done(error, undefined));
  });

type Done<T> = (error: Error | null | undefined, value: T) => void;

/** @throws ScardError */
const promised = <T>(call: (done: Done<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => call((error, value) => (error ? reject(scardError(error)) : resolve(value))));

/** Its texts end with PC/SC's code: "SCardConnect error: Sharing violation.(0x8010000b)". */
const scardError = (error: Error): ScardError =>
  new ScardError(Number(/\((0x[0-9a-f]{8})\)$/.exec(error.message)?.[1] ?? 0), { cause: error });

function attempt(pcsclite: Pcsclite): PcscliteService {
  try {
    return pcsclite();
  } catch (error) {
    throw error instanceof Error ? scardError(error) : error;
  }
}

function load(): Pcsclite {
  const require = createRequire(import.meta.url);
  try {
    return require('pcsclite') as Pcsclite;
  } catch (cause) {
    throw new Error('the binding pcsclite is not installed: run "npm run pcsclite"', { cause });
  }
}

/** As much of the package as is used here; its own types are `any`, and it may be absent. */
type Pcsclite = () => PcscliteService;

interface PcscliteService {
  on(event: 'error', listener: (error: Error) => void): this;
  on(event: 'reader', listener: (reader: PcscliteReader) => void): this;
  removeAllListeners(event: 'reader'): this;
  close(): void;
}

interface PcscliteReader {
  readonly name: string;
  readonly SCARD_SHARE_EXCLUSIVE: number;
  readonly SCARD_LEAVE_CARD: number;
  readonly SCARD_RESET_CARD: number;
  on(event: 'status', listener: (status: { state: number; atr?: Buffer }) => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  on(event: 'end', listener: () => void): this;
  removeAllListeners(event: 'status' | 'end'): this;
  connect(options: { share_mode: number }, done: Done<number | undefined>): void;
  transmit(command: Buffer, longest: number, protocol: number, done: Done<Buffer>): void;
  disconnect(disposition: number, done: (error: Error | null | undefined) => void): void;
  close(): void;
}
