import { CardDisposition, CardMode, Client, type Card, type Err, type Reader, ReaderStatus } from 'pcsc-mini';
import type { ReaderStatus as Status } from '../../src/contract/devices.ts';
import type { FailureCode } from '../../src/contract/failures.ts';
import { failed, ok, type Result } from '../../src/contract/result.ts';
import { backOff } from '../back-off.ts';
import { CardLost, type CardChannel, type CardReader } from '../ports.ts';

/** MAX_BUFFER_SIZE_EXTENDED of PC/SC Lite; pcsc-mini's own default of 264 bytes is too small for extended answers. */
const answerBytes = 65_548;

/** A card just laid down may not answer at once: milliseconds between attempts, and in all. */
const connectRetry = { pause: 100, patience: 1_000 } as const;

/** Milliseconds in which a running pcscd names its readers. */
const enumeration = 1_000;

/**
 * Cards over PC/SC: the first reader that holds one, else the first reader.
 * libpcsclite finds pcscd by PCSCLITE_CSOCK_NAME of this process's environment. Where pcscd is away, or dies, the
 * status says `service-down` and a new client is tried with back-off until it is there.
 * @param options `name`: only readers count whose name contains it
 */
export function openPcscReader({ name = '' }: { name?: string | undefined } = {}): CardReader {
  const listeners = new Set<(status: Status) => void>();
  const readers = new Map<string, { reader: Reader; card: boolean; kind: string }>();
  const pause = backOff();
  // A client whose pcscd died stays dead, its stop() throws, and so would its finalizer, which nobody could catch.
  const dead: Client[] = [];
  let status: Status = { state: 'starting', card: false };
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  function served() {
    const all = [...readers.values()].filter(({ reader }) => reader.name().includes(name));
    return all.find(({ card }) => card) ?? all[0];
  }

  function change(next: Status): void {
    if (next.state === status.state && next.name === status.name && next.card === status.card) return;
    status = next;
    listeners.forEach((listener) => listener(status));
  }

  function showReaders(): void {
    const one = served();
    if (one) change({ state: 'ready', name: one.reader.name().slice(0, 128), card: one.card });
    else change({ state: 'absent', card: false });
  }

  function create(): Client {
    const created = new Client();
    created.on('error', () => lose(created));
    created.on('reader', (reader) => {
      const id = reader.name();
      readers.set(id, { reader, card: false, kind: id });
      reader.on('change', (flags, atr) => {
        if (client !== created) return;
        pause.reset();
        readers.set(id, {
          reader,
          card: flags.has(ReaderStatus.PRESENT),
          kind: `${id} ${Buffer.from(atr).toString('hex')}`,
        });
        showReaders();
      });
      reader.on('disconnect', () => {
        if (client !== created) return;
        readers.delete(id);
        showReaders();
      });
    });
    return created;
  }

  function start(): void {
    client ??= create();
    try {
      client.start();
      timer = setTimeout(showReaders, enumeration);
    } catch {
      startLater();
    }
  }

  function startLater(): void {
    change({ state: 'service-down', card: false });
    clearTimeout(timer);
    timer = setTimeout(start, pause.next());
  }

  function lose(lost: Client): void {
    if (client !== lost) return;
    client = undefined;
    if (!stops(lost)) dead.push(lost);
    readers.clear();
    startLater();
  }

  start();
  return {
    status: () => status,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async connect() {
      const deadline = performance.now() + connectRetry.patience;
      for (;;) {
        const current = client;
        const connected = await connectOnce(served(), () => current && lose(current));
        if (connected.ok || performance.now() > deadline) return connected;
        await new Promise((resolve) => setTimeout(resolve, connectRetry.pause));
      }
    },
    close() {
      clearTimeout(timer);
      const open = client;
      client = undefined;
      if (open) stops(open);
      return Promise.resolve();
    },
  };
}

function stops(client: Client): boolean {
  try {
    client.stop();
    return true;
  } catch {
    return false;
  }
}

async function connectOnce(
  place: { reader: Reader; kind: string } | undefined,
  readerGone: () => void,
): Promise<Result<CardChannel>> {
  if (!place) return failed('READER_MISSING');
  try {
    return ok(openChannel(await place.reader.connect(CardMode.EXCLUSIVE), place.kind, readerGone));
  } catch (error) {
    return failed(codeOf(error));
  }
}

/** Of a failure by pcsc-mini's names for PC/SC's error codes. */
const codeOf = (error: unknown): FailureCode => failures[(error as Err).code] ?? 'CARD_UNREADABLE';

const failures: Partial<Record<string, FailureCode>> = {
  NoSmartCard: 'CARD_REMOVED',
  RemovedCard: 'CARD_REMOVED',
  UnsupportedCard: 'CARD_NOT_SUPPORTED',
  CommError: 'READER_MISSING',
  NoService: 'READER_MISSING',
  ReaderUnavailable: 'READER_MISSING',
  ServiceStopped: 'READER_MISSING',
  UnknownReader: 'READER_MISSING',
};

/** A dying pcscd fails an exchange with whatever it says next, even SecurityViolation: only these are the card's doing. */
const aboutTheCard: ReadonlySet<string> = new Set([
  'NoSmartCard',
  'NotTransacted',
  'RemovedCard',
  'ResetCard',
  'UnpoweredCard',
  'UnresponsiveCard',
]);

function openChannel(card: Card, kind: string, readerGone: () => void): CardChannel {
  const buffer = new ArrayBuffer(answerBytes);

  async function exchange(command: Uint8Array): Promise<Uint8Array> {
    const answer = await card.transmit(command, buffer).catch((error: unknown) => {
      if (!aboutTheCard.has((error as Err).code)) readerGone();
      throw new CardLost('PC/SC refused the exchange', { cause: error });
    });
    // A card that was pulled shows as success without even a status word.
    if (answer.length < 2) throw new CardLost('no status word');
    return answer.slice();
  }

  return {
    kind,
    // At once, not after a microtask: what the caller computes meanwhile shall overlap the exchange.
    transmit: exchange,
    close: () => card.disconnect(CardDisposition.RESET).catch(() => undefined),
  };
}
