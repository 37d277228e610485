import { ChipError, malformed } from './chip-error.ts';
import { type ElementaryFile, elementaryFile } from './codec/files.ts';
import type { Exchange } from './messaging/exchange.ts';
import { readFile } from './messaging/read-file.ts';
import { UnprotectedAnswer } from './messaging/secure-messaging.ts';
import { ByteCount } from './progress.ts';

/** Bytes that files have, near enough. */
const usualSize = {
  com: 30,
  sod: 2_000,
  dataGroups: new Map([
    [1, 93],
    [2, 20_000],
    [11, 100],
    [12, 60],
    [13, 500],
    [14, 300],
    [15, 300],
  ]),
};

/** The secure channel is gone, and the chip does not open again. */
class ChannelLost extends ChipError {
  constructor() {
    super('CARD_UNREADABLE', 'the secure channel was lost');
  }
}

/** An open chip. Where a command cost the secure channel, it is opened again before the next one: once in a reading. */
export class OpenChip {
  readonly #exchange: Exchange;
  readonly #bytes: ByteCount;
  #reopen: (() => Promise<void>) | undefined;
  #closed = false;

  /**
   * @param reopen opens the chip as it was opened before
   * @param wanted the data groups that will be read where the card has them
   */
  constructor(
    exchange: Exchange,
    reopen: () => Promise<void>,
    wanted: readonly number[],
    onProgress: (fraction: number) => void,
  ) {
    this.#exchange = exchange;
    this.#reopen = reopen;
    this.#bytes = new ByteCount(onProgress);
    this.#bytes.expect(elementaryFile.com, usualSize.com);
    this.#bytes.expect(elementaryFile.sod, usualSize.sod);
    for (const number of wanted)
      this.#bytes.expect(elementaryFile.dataGroup(number), usualSize.dataGroups.get(number) ?? 0);
  }

  /** A file that every document has. */
  async required(file: ElementaryFile): Promise<Uint8Array> {
    const bytes = await this.insist(() => this.#read(file));
    if (bytes === undefined) throw malformed('a file that every document has is missing');
    return bytes;
  }

  /**
   * A file that holds a proof's key: undefined where it is missing or refused within the secure channel. A lost channel is no refusal,
   * and must not make a copy of a genuine card.
   */
  async proving(file: ElementaryFile): Promise<Uint8Array | undefined> {
    return this.#unlessRefused(file, () => this.insist(() => this.#read(file)));
  }

  /** A file that no reading may fail for: undefined where it is missing, refused or lost. */
  async optional(file: ElementaryFile): Promise<Uint8Array | undefined> {
    try {
      return await this.#unlessRefused(file, () => this.#within(() => this.#read(file)));
    } catch (error) {
      if (!isLoss(error)) throw error;
      this.skip(file);
      return undefined;
    }
  }

  /** The card has it not, or will not give it. */
  skip(file: ElementaryFile): void {
    this.#bytes.expect(file, 0);
  }

  /** What a proof needs: done again in a new channel where it cost the old one. */
  async insist<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#within(work);
    } catch (error) {
      if (!(error instanceof UnprotectedAnswer)) throw error;
      return this.#within(work);
    }
  }

  /** The chip no longer has the keys that this side has. */
  channelLost(): void {
    this.#closed = true;
  }

  async #within<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) await this.#openAgain();
    try {
      return await work();
    } catch (error) {
      if (error instanceof UnprotectedAnswer) this.channelLost();
      throw error;
    }
  }

  async #openAgain(): Promise<void> {
    const reopen = this.#reopen;
    this.#reopen = undefined;
    if (reopen === undefined) throw new ChannelLost();
    try {
      await reopen();
    } catch (error) {
      throw error instanceof ChipError ? new ChannelLost() : error;
    }
    this.#closed = false;
  }

  async #unlessRefused(
    file: ElementaryFile,
    read: () => Promise<Uint8Array | undefined>,
  ): Promise<Uint8Array | undefined> {
    try {
      const bytes = await read();
      if (bytes === undefined) this.skip(file);
      return bytes;
    } catch (error) {
      if (!(error instanceof ChipError) || isLoss(error)) throw error;
      this.skip(file);
      return undefined;
    }
  }

  #read(file: ElementaryFile): Promise<Uint8Array | undefined> {
    return readFile(this.#exchange, file, this.#bytes.of(file));
  }
}

const isLoss = (error: unknown): boolean => error instanceof UnprotectedAnswer || error instanceof ChannelLost;
