/** Codes of pcsclite.h that decide something here. */
export const scard = {
  INSUFFICIENT_BUFFER: 0x80100008,
  UNKNOWN_READER: 0x80100009,
  SHARING_VIOLATION: 0x8010000b,
  NO_SMARTCARD: 0x8010000c,
  PROTO_MISMATCH: 0x8010000f,
  INVALID_VALUE: 0x80100011,
  NOT_TRANSACTED: 0x80100016,
  READER_UNAVAILABLE: 0x80100017,
  UNSUPPORTED_CARD: 0x80100065,
  UNRESPONSIVE_CARD: 0x80100066,
  UNPOWERED_CARD: 0x80100067,
  RESET_CARD: 0x80100068,
  REMOVED_CARD: 0x80100069,
  SECURITY_VIOLATION: 0x8010006a,
} as const;

/** PC/SC refused. */
export class ScardError extends Error {
  override readonly name = 'ScardError';
  /** One of `scard`, or any other: 0 where the binding names none. */
  readonly code: number;

  constructor(code: number, options?: ErrorOptions) {
    super(`0x${code.toString(16)}`, options);
    this.code = code;
  }
}

/** What PC/SC last told of a reader (SCARD_READERSTATE). */
export interface ReaderState {
  name: string;
  /** `mute`: SCARD_STATE_MUTE, there is no answer to reset. */
  card: 'none' | 'mute' | 'present';
}

/** Called by a binding, never from within its own calls. */
export interface ContextEvents {
  /** A reader for the first time, and each change of its state. */
  reader(state: ReaderState): void;
  /** Unplugged. */
  gone(name: string): void;
  /** No event comes from this context any more, or one was lost. */
  died(): void;
}

/** A connection to pcscd (SCARDCONTEXT). What it calls is done by native threads, which nobody can call back. */
export interface PcscContext {
  /** Exclusively, by any protocol. @throws ScardError */
  connect(reader: string): Promise<PcscCard>;
  /**
   * Ends it and its threads. Waits for pcscd, for an exchange under way, and for ever where a thread is not waiting for news just
   * then: so only while pcscd answers, no card is in use, and nothing was heard for a while.
   */
  release(): void;
}

/** An exclusive connection to a card (SCARDHANDLE). One call at a time. */
export interface PcscCard {
  /** Answer to reset (ISO 7816-3 §8), of at most 33 bytes. */
  readonly atr: Uint8Array;
  /**
   * @returns of at most `longestAnswer` bytes; none where the card was pulled meanwhile
   * @throws ScardError
   */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /**
   * `reset`: the card forgets its session. `leave`: for a card that is gone. Where its reset fails, pcscd takes the reader for
   * empty, and never tells of a card that came before its next look.
   * @throws ScardError
   */
  disconnect(disposition: 'reset' | 'leave'): Promise<void>;
}

/** Opens a context and names its readers soon after. Waits for pcscd, so only while that answers. @throws ScardError */
export type EstablishContext = (events: ContextEvents) => PcscContext;

/** MAX_BUFFER_SIZE_EXTENDED of PC/SC Lite: the longest extended answer, 65,536 bytes, its status word, and the header's room. */
export const longestAnswer = 65_548;
