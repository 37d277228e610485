import { randomBytes } from 'node:crypto';
import type { ChipPhase, DocumentRead } from '../../src/contract/chip.ts';
import type { ReaderStatus } from '../../src/contract/devices.ts';
import type { FailureCode } from '../../src/contract/failures.ts';
import { failed, type Result } from '../../src/contract/result.ts';
import type { ReadLengths } from '../emrtd/messaging/read-lengths.ts';
import type { TrustStore } from '../emrtd/proof/trust-store.ts';
import { readDocument } from '../emrtd/read-document.ts';
import type { CardChannel, CardReader, ChipReadRequest } from '../ports.ts';
import type { Deadlines } from './deadlines.ts';
import type { ReaderTrouble } from './ladder.ts';

/** What a use of the reader yields, and what it showed of the reader, if anything. */
export interface ReaderUse<T> {
  answer: T;
  reader?: 'card-answered' | ReaderTrouble | undefined;
}

/** What outlives one reading, and who is told how far it is. */
export interface ReadingOptions {
  deadlines: Deadlines;
  trust: TrustStore;
  lengths: ReadLengths;
  onProgress: (phase: ChipPhase, fraction: number) => void;
}

/** Native code did not return in time, and cannot be called back. */
class Overdue extends Error {
  override readonly name = 'Overdue';
  readonly trouble: ReaderTrouble;

  constructor(trouble: ReaderTrouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

/** Between two exchanges nobody waited any more, or too long. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * Connects the card, reads and proves it, and lets it go.
 * @param cancelled stops between two exchanges: `CANCELLED`
 * @returns failures are those of `CardReader.connect`, of `readDocument`, `DEVICE_LOST` where the reader went, and `DEVICE_TIMEOUT`
 */
export async function readChip(
  reader: CardReader,
  request: ChipReadRequest,
  cancelled: AbortSignal,
  options: ReadingOptions,
): Promise<ReaderUse<Result<DocumentRead>>> {
  const { deadlines, trust, lengths, onProgress } = options;
  const patience = AbortSignal.timeout(deadlines.reading);
  let answers = 0;

  /** Not an async function: what is computed meanwhile shall overlap the exchange. */
  function exchange(channel: CardChannel, command: Uint8Array): Promise<Uint8Array> {
    if (cancelled.aborted || patience.aborted) return Promise.reject(new Stopped());
    const answer = inTime(channel.transmit(command), deadlines.apdu, 'exchange-overdue');
    return answer.then((bytes) => {
      answers += 1;
      return bytes;
    });
  }

  try {
    const connected = await inTime(reader.connect(), deadlines.connect, 'connect-overdue');
    if (!connected.ok) return { answer: connected, reader: refusal(connected, reader) };
    const channel = connected.value;
    const monotonic = () => performance.now();
    const chance = { now: Date.now, monotonic, random: randomBytes };
    const protocol = { ...channel, transmit: (command: Uint8Array) => exchange(channel, command) };
    const result = await readDocument(protocol, request, { ...chance, trust, lengths, onProgress }).catch(stopped);
    await inTime(channel.close(), deadlines.connect, 'connect-overdue');
    return { answer: outcome(result), reader: answers > 0 ? 'card-answered' : undefined };
  } catch (error) {
    if (error instanceof Overdue) return { answer: failed('DEVICE_TIMEOUT'), reader: error.trouble };
    throw error;
  }

  function stopped(error: unknown) {
    if (error instanceof Stopped) return failed(cancelled.aborted ? 'CANCELLED' : 'DEVICE_TIMEOUT');
    throw error;
  }

  /** To the reading both are a lost card. */
  function outcome(result: Result<DocumentRead>): Result<DocumentRead> {
    const isReaderGone = !result.ok && result.code === 'CARD_REMOVED' && reader.status().state !== 'ready';
    return isReaderGone ? failed('DEVICE_LOST') : result;
  }
}

/** Waits for the reader to be named, and has a card that lies there connected. What PC/SC answers in time is good enough. */
export async function tryReader(reader: CardReader, { connect }: Deadlines): Promise<ReaderUse<{ works: boolean }>> {
  try {
    const { card } = await inTime(named(reader), connect, 'connect-overdue');
    if (!card) return { answer: { works: true } };
    const connected = await inTime(reader.connect(), connect, 'connect-overdue');
    if (connected.ok) await inTime(connected.value.close(), connect, 'connect-overdue');
    const trouble = connected.ok ? undefined : refusal(connected, reader);
    return { answer: { works: trouble === undefined }, reader: trouble };
  } catch (error) {
    if (error instanceof Overdue) return { answer: { works: false }, reader: error.trouble };
    throw error;
  }
}

function named(reader: CardReader): Promise<ReaderStatus> {
  const status = reader.status();
  if (status.state !== 'starting') return Promise.resolve(status);
  return new Promise((resolve) => {
    const stop = reader.watch((next) => {
      if (next.state === 'starting') return;
      stop();
      resolve(next);
    });
  });
}

/** A reader that is there and yet missing is the ladder's concern; a missing card is not. */
function refusal({ code }: { code: FailureCode }, reader: CardReader): ReaderTrouble | undefined {
  if (code === 'DEVICE_TIMEOUT') return 'connect-overdue';
  return code === 'READER_MISSING' && reader.status().state === 'ready' ? 'connect-refused' : undefined;
}

/** @throws Overdue */
async function inTime<T>(native: Promise<T>, milliseconds: number, trouble: ReaderTrouble): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Overdue(trouble)), milliseconds);
  });
  try {
    return await Promise.race([native, overdue]);
  } finally {
    clearTimeout(timer);
  }
}
