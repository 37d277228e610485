import { setTimeout as pause } from 'node:timers/promises';
import type { ReaderStatus } from '../../src/contract/devices.ts';
import type { FailureCode } from '../../src/contract/failures.ts';
import { failed, ok, type Result } from '../../src/contract/result.ts';
import type { CardChannel, CardReader } from '../ports.ts';
import { type EstablishContext, type PcscContext, scard, ScardError } from './binding.ts';
import { openChannel } from './channel.ts';
import { establishByPcscMini } from './pcsc-mini.ts';
import { loadPcsclite } from './pcsclite.ts';
import { PcscService, type Seat } from './service.ts';

/** In milliseconds. */
export const limits = {
  /** A card just laid down may not answer at once, */
  patience: 1_000,
  /** and other programs look at each card that comes: how long one may hold it. */
  foreignHolder: 3_000,
  /** Between two attempts. */
  pause: 100,
  /** For one attempt: SCardConnect waits for a foreign transaction as long as that takes. */
  attempt: 6_000,
} as const;

const bindings: Record<'pcsc-mini' | 'pcsclite', () => EstablishContext> = {
  'pcsc-mini': () => establishByPcscMini,
  pcsclite: loadPcsclite,
};

/** A connection that native code is making. */
interface Attempt {
  context: PcscContext;
  card: Promise<CardChannel | ScardError>;
  isAwaited: boolean;
}

/**
 * Cards over PC/SC: the first reader that holds one, else the first reader. libpcsclite finds pcscd by
 * PCSCLITE_CSOCK_NAME of this process's environment.
 *
 * `status()` is `service-down` while pcscd is away or does not answer, `denied` while it refuses this user; both end by
 * themselves. `connect()` fails with CARD_REMOVED, CARD_UNREADABLE (mute), CARD_NOT_SUPPORTED, READER_MISSING (no reader,
 * no pcscd, refused, or another program has the card), or, after 6 s in native code that does not return, DEVICE_TIMEOUT.
 * @param options `binding`: pcsc-mini where absent. `name`: only readers count whose name contains it
 * @throws Error where the binding is not installed
 */
export function openPcscReader({
  binding = 'pcsc-mini',
  name = '',
}: { binding?: 'pcsc-mini' | 'pcsclite' | undefined; name?: string | undefined } = {}): CardReader {
  const listeners = new Set<(status: ReaderStatus) => void>();
  const attempts = new Map<string, Attempt>();
  let channels = 0;
  let status: ReaderStatus = { state: 'starting', card: false };
  const isBusy = () => channels > 0 || attempts.size > 0;
  const service = new PcscService(bindings[binding](), { changed: show, isBusy });

  function served(): Seat | undefined {
    const seats = service.seats.filter((seat) => seat.name.includes(name));
    return seats.find(({ card }) => card === 'present') ?? seats.find(({ card }) => card === 'mute') ?? seats[0];
  }

  function show(): void {
    const next = service.state === 'up' ? shown() : { state: service.state, card: false };
    if (next === undefined || isSame(next, status)) return;
    status = next;
    listeners.forEach((listener) => listener(status));
  }

  /** Until a new context has named its readers, what was known before holds. */
  function shown(): ReaderStatus | undefined {
    const seat = served();
    if (!seat) return service.isNamed ? { state: 'absent', card: false } : undefined;
    const { card } = seat;
    return {
      state: 'ready',
      name: seat.name.slice(0, 128),
      card: card !== 'none',
      ...(card === 'mute' && { mute: true }),
    };
  }

  async function connect(): Promise<Result<CardChannel>> {
    const started = performance.now();
    for (;;) {
      if (service.state === 'service-down' || service.state === 'denied') return failed('READER_MISSING');
      const { context } = service;
      const seat = served();
      const waited = performance.now() - started;
      if (context && seat) {
        const outcome = await attemptAt(context, seat.name);
        if (outcome === 'overdue') return failed('DEVICE_TIMEOUT');
        if (!(outcome instanceof ScardError)) return ok(outcome);
        if (waited > patienceWith(outcome.code)) return refused(outcome.code, context);
      } else if (waited > limits.patience) {
        return failed('READER_MISSING');
      }
      await pause(limits.pause);
    }
  }

  function refused(code: number, context: PcscContext): Result<CardChannel> {
    const failure = failed(failureOf(code));
    if (code === scard.SECURITY_VIOLATION) service.deny(context);
    else if (failure.code === 'READER_MISSING') service.wearOut(context);
    return failure;
  }

  /** An attempt that outlives its caller is the next caller's: a second one would only wait behind it. */
  async function attemptAt(context: PcscContext, reader: string): Promise<CardChannel | ScardError | 'overdue'> {
    const underWay = attempts.get(reader);
    const attempt = underWay?.context === context ? underWay : begin(context, reader);
    attempt.isAwaited = true;
    const giveUp = new AbortController();
    const overdue = pause(limits.attempt, 'overdue' as const, { signal: giveUp.signal });
    const outcome = await Promise.race([attempt.card, overdue]);
    attempt.isAwaited = false;
    giveUp.abort();
    return outcome;
  }

  function begin(context: PcscContext, reader: string): Attempt {
    const attempt: Attempt = { context, isAwaited: true, card: open(context, reader) };
    attempts.set(reader, attempt);
    void attempt.card.then((outcome) => {
      service.stir();
      if (attempts.get(reader) === attempt) attempts.delete(reader);
      if (!attempt.isAwaited && !(outcome instanceof ScardError)) void outcome.close();
    });
    return attempt;
  }

  async function open(context: PcscContext, reader: string): Promise<CardChannel | ScardError> {
    try {
      const card = await context.connect(reader);
      const seat = service.seats.find((one) => one.name === reader);
      channels += 1;
      return openChannel(card, {
        kind: `${reader} ${Buffer.from(card.atr).toString('hex')}`,
        left: seat?.left ?? AbortSignal.abort(),
        failed: (error) => blame(error.code, context, reader),
        closed(error) {
          channels -= 1;
          service.stir();
          if (error) service.wearOut(context);
        },
      });
    } catch (error) {
      if (error instanceof ScardError) return error;
      throw error;
    }
  }

  /** Of a failed exchange: the card, its reader, or pcscd. */
  function blame(code: number, context: PcscContext, reader: string): void {
    if (cardsFault.has(code)) return;
    if (readersFault.has(code)) service.gone(context, reader);
    else service.lose(context);
  }

  return {
    status: () => status,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connect,
    renew: () => service.renew(),
    close: () => service.close(),
  };
}

/** A dying pcscd fails an exchange with whatever it says next, even SECURITY_VIOLATION: only these are the card's doing. */
const cardsFault: ReadonlySet<number> = new Set([
  scard.INSUFFICIENT_BUFFER,
  scard.NO_SMARTCARD,
  scard.NOT_TRANSACTED,
  scard.PROTO_MISMATCH,
  scard.REMOVED_CARD,
  scard.RESET_CARD,
  scard.UNPOWERED_CARD,
  scard.UNRESPONSIVE_CARD,
]);

/** Unplugged: first the one, then, as the handle is gone with the reader, the other. */
const readersFault: ReadonlySet<number> = new Set([scard.READER_UNAVAILABLE, scard.INVALID_VALUE]);

const patienceWith = (code: number): number =>
  code === scard.SHARING_VIOLATION ? limits.foreignHolder : limits.patience;

/** What is no doing of the card's is its reader's. */
function failureOf(code: number): FailureCode {
  switch (code) {
    case scard.NO_SMARTCARD:
    case scard.REMOVED_CARD:
      return 'CARD_REMOVED';
    case scard.NOT_TRANSACTED:
    case scard.RESET_CARD:
    case scard.UNPOWERED_CARD:
    case scard.UNRESPONSIVE_CARD:
      return 'CARD_UNREADABLE';
    case scard.PROTO_MISMATCH:
    case scard.UNSUPPORTED_CARD:
      return 'CARD_NOT_SUPPORTED';
    default:
      return 'READER_MISSING';
  }
}

const isSame = (one: ReaderStatus, other: ReaderStatus): boolean =>
  one.state === other.state && one.name === other.name && one.card === other.card && one.mute === other.mute;
