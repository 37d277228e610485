/**
 * Answers of so many bytes are tried one after the other. Readers are known that fail above 256 bytes, 1 kB, 4 kB and 32 kB,
 * chips that stop anywhere. At 10 ms for each command and 424 kbit/s the step after 4 kB saves a face of 20 kB its last 20 ms.
 */
const answerBytes = [256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_535] as const;

/** A length that was refused is neared until what is known to be taken lacks no more than this part of it. */
const precision = 1 / 16;

/** Of kinds that are remembered; the oldest is forgotten. */
const kindLimit = 64;

/**
 * What was refused is tried again after so many openings, lest one odd card slow all that follow it. A reading that broke off may mean
 * the reader's limit or a hand: then after four, after the next break sixteen, and so on.
 */
const memory = { refused: 100, broken: 4, mostBreaks: 5 } as const;

/** How many bytes one READ BINARY may ask of one kind of reader and card below one kind of protection. */
export class ReadLength {
  /** The longest whose answer a short command takes. */
  readonly short: number;
  /** The chip ended the secure channel when it was asked for a file by its short identifier. */
  shortIdentifierBreaks = false;
  readonly #steps: readonly number[];
  #taken: number;
  /** Above `taken`, but for a card that takes less than others of its kind did. */
  #refused = Infinity;
  #formRefused = false;
  /** Openings for which what was refused is believed. */
  #believed = 0;
  #tried: number | undefined;
  #breaks = 0;

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
    const isWorthIt = this.#breaks === 0 && gap < Infinity && gap > this.#refused * precision;
    return isWorthIt ? this.#taken + (gap >> 1) : this.#taken;
  }

  /** False where the chip refused the form of an extended command though nothing longer was ever taken. */
  get extended(): boolean {
    return !this.#formRefused;
  }

  /** To be said before it is sent: what is still open when the chip is opened next broke off what was before. */
  try(length: number): void {
    this.#tried = length;
  }

  /** So many bytes came back, authentic. */
  took(length: number): void {
    if (this.#tried !== undefined && length > 256 && length < this.#refused && length > this.#taken) {
      this.#taken = length;
      this.#breaks = 0;
    }
    this.#tried = undefined;
  }

  /** The chip said no and went on. */
  refuse(length: number): void {
    this.#tried = undefined;
    const least = this.#taken === this.short ? this.short + 1 : length;
    if (least <= this.#taken) this.#taken = this.#steps.findLast((step) => step < least) ?? this.short;
    this.#believe(Math.min(this.#refused, least), memory.refused);
  }

  /** The chip does not know extended commands, or none so long. */
  refuseForm(length: number): void {
    if (this.#taken === this.short) this.#formRefused = true;
    this.refuse(length);
  }

  /** It gives this many and no more. */
  limit(length: number): void {
    this.#tried = undefined;
    this.#taken = length > 256 ? length : this.short;
    this.#believe(this.#taken + 1, memory.refused);
  }

  /** The chip is opened. */
  begin(): this {
    if (this.#tried !== undefined && this.#tried > this.#taken) {
      this.#breaks = Math.min(this.#breaks + 1, memory.mostBreaks);
      this.#believe(Math.min(this.#refused, this.#tried), memory.broken ** this.#breaks);
    } else if (this.#believed > 0 && --this.#believed === 0) {
      this.#refused = Infinity;
      this.#formRefused = false;
    }
    this.#tried = undefined;
    return this;
  }

  #believe(refused: number, openings: number): void {
    this.#refused = refused;
    this.#believed = openings;
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
