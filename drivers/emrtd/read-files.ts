import { ChipError, malformed } from './chip-error.ts';
import { type ElementaryFile, elementaryFile } from './codec/files.ts';
import type { Exchange } from './messaging/exchange.ts';
import { readFile } from './messaging/read-file.ts';
import { UnprotectedAnswer } from './messaging/secure-messaging.ts';
import { ByteCount } from './progress.ts';

/** Bytes that files have, near enough, until their headers are read. */
const expected = { com: 30, sod: 2_000, dataGroup: { 1: 93, 2: 20_000, 11: 100, 12: 60, 13: 500, 14: 300, 15: 300 } };

/** Reads the files of an open chip, counts their bytes, and opens the chip once more where a file cost the secure channel. */
export class FileReader {
  readonly #exchange: Exchange;
  readonly #bytes: ByteCount;
  #reopen: (() => Promise<unknown>) | undefined;

  /** @param reopen opens the chip as it was opened before; the password is known to be right */
  constructor(exchange: Exchange, reopen: () => Promise<unknown>, onProgress: (fraction: number) => void) {
    this.#exchange = exchange;
    this.#reopen = reopen;
    this.#bytes = new ByteCount(onProgress);
    this.#bytes.expect(elementaryFile.com, expected.com);
    this.#bytes.expect(elementaryFile.sod, expected.sod);
    this.expect([1]);
  }

  /** These data groups will be read. */
  expect(numbers: readonly number[]): void {
    const sizes: Readonly<Record<number, number>> = expected.dataGroup;
    for (const number of numbers) this.#bytes.expect(elementaryFile.dataGroup(number), sizes[number] ?? 0);
  }

  /** A file that every document has. */
  async required(file: ElementaryFile): Promise<Uint8Array> {
    const bytes = await this.#read(file);
    if (bytes === undefined) throw malformed('a file that every document has is missing');
    return bytes;
  }

  /** A file that no reading may fail for: undefined where it is missing or refused. */
  async optional(file: ElementaryFile): Promise<Uint8Array | undefined> {
    try {
      return await this.#read(file);
    } catch (error) {
      if (error instanceof UnprotectedAnswer) await this.reopen();
      if (error instanceof ChipError) return undefined;
      throw error;
    }
  }

  /** Once in a reading. */
  async reopen(): Promise<void> {
    const reopen = this.#reopen;
    this.#reopen = undefined;
    this.#exchange.unprotect();
    await reopen?.();
  }

  #read(file: ElementaryFile): Promise<Uint8Array | undefined> {
    return readFile(this.#exchange, file, this.#bytes.of(file));
  }
}
