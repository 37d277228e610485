/**
 * Answers of so many bytes are tried one after the other. Readers are known that fail above 256 bytes, 1 kB, 4 kB and 32 kB,
 * chips that stop anywhere. At 10 ms for each command and 424 kbit/s the step after 4 kB saves a face of 20 kB its last 20 ms.
 */
const answerBytes = [256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_535] as const;

/** A length that was refused is neared until what is known to be taken lacks no more than this part of it. */
const precision = 1 / 16;

/** Of kinds that are remembered; the oldest is forgotten. */
const kindLimit = 64;

/** How many bytes one READ BINARY may ask of one kind of reader and card below one kind of protection. */
export class ReadLength {
  /** The longest whose answer a short command takes. */
  readonly short: number;
  readonly #steps: readonly number[];
  #taken: number;
  /** The shortest that is known not to be taken; above `taken`. */
  #refused = Infinity;
  #tried: number | undefined;
  /** The chip ended the secure channel when it was asked for a file by its short identifier. */
  shortIdentifierBreaks = false;

  /** @param dataWithin the most bytes of data whose answer has so many bytes */
  constructor(dataWithin: (answerBytes: number) => number) {
    this.#steps = answerBytes.map(dataWithin);
    this.short = dataWithin(256);
    this.#taken = this.short;
  }

  /** The longest that is known to be taken. */
  get taken(): number {
    return this.#taken;
  }

  /** The next longer one that is worth an attempt, or `taken`. */
  get next(): number {
    const step = this.#steps.find((length) => length > this.#taken && length < this.#refused);
    if (step !== undefined) return step;
    const gap = this.#refused - this.#taken;
    return gap < Infinity && gap > this.#refused * precision ? this.#taken + (gap >> 1) : this.#taken;
  }

  /** False where nothing longer than a short command allows was ever taken, and is not to be tried again. */
  get extended(): boolean {
    return this.next > this.short;
  }

  /** To be said before it is sent: what is still open when the next reading begins broke the one before. */
  try(length: number): void {
    this.#tried = length;
  }

  /** So many bytes came back, authentic. */
  took(length: number): void {
    if (this.#tried !== undefined && length > 256 && length < this.#refused)
      this.#taken = Math.max(this.#taken, length);
    this.#tried = undefined;
  }

  /** The chip said no and went on. */
  refuse(length: number): void {
    this.#tried = undefined;
    if (this.#taken === this.short) length = this.short + 1;
    if (length <= this.#taken) this.#taken = this.#steps.findLast((step) => step < length) ?? this.short;
    this.#refused = Math.min(this.#refused, length);
  }

  /** It gives this many and no more. */
  limit(length: number): void {
    this.#tried = undefined;
    this.#taken = length > 256 ? length : this.short;
    this.#refused = this.#taken + 1;
  }

  /** A reading begins. */
  begin(): this {
    if (this.#tried !== undefined && this.#tried > this.#taken) this.limit(this.#taken);
    this.#tried = undefined;
    return this;
  }
}

/** What was learnt about lengths, kept over many readings. */
export class ReadLengths {
  readonly #kinds = new Map<string, ReadLength>();

  /** @param kind of reader, card and protection */
  begin(kind: string, dataWithin: (answerBytes: number) => number): ReadLength {
    const known = this.#kinds.get(kind);
    if (known) return known.begin();
    if (this.#kinds.size === kindLimit) this.#kinds.delete(this.#kinds.keys().next().value ?? '');
    const fresh = new ReadLength(dataWithin);
    this.#kinds.set(kind, fresh);
    return fresh;
  }
}
