import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Stop } from '../../ports.ts';
import { readCard } from '../cards/card.ts';
import { type Chip, answerToReset, createChip } from './chip.ts';
import { transmissionMs } from './slow-channel.ts';

/** Longer than any answer to reset (ISO 7816-3 §8.1: 33 bytes at most): vpcd refuses it, and PC/SC says SCARD_STATE_MUTE. */
const noAnswerToReset = new Uint8Array(34);

/** The place on a reader where one card can lie, and what a hand can do there. */
export class CardSlot {
  readonly #cardsDirectory: string;
  readonly #listeners = new Set<() => void>();
  #chip: Chip | undefined;
  #apdusLeft = Infinity;
  #swap: { answersLeft: number; next: Chip } | undefined;
  #mute = false;

  /** @param cardsDirectory as made by `makeCards` */
  constructor(cardsDirectory: string) {
    this.#cardsDirectory = cardsDirectory;
  }

  get chip(): Chip | undefined {
    return this.#chip;
  }

  /** Called whenever a card comes or goes. */
  watch(listener: () => void): Stop {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** In place of the card that lies there. */
  async insert(cardId: string): Promise<void> {
    this.#exchange(await this.#create(cardId));
  }

  /** A card that the reader feels and that does not answer to reset. */
  insertUnresponsive(): void {
    this.#exchange(bareChip(() => new Uint8Array(), { atr: noAnswerToReset }));
  }

  /** A card that gives the same answers whatever it is asked: what an exchange costs without any chip behind it. */
  replay(answers: readonly Uint8Array[]): void {
    let next = 0;
    const reset = () => void (next = 0);
    this.#exchange(bareChip(() => answers[next++ % answers.length] ?? new Uint8Array(), { reset }));
  }

  remove(): void {
    this.#apdusLeft = Infinity;
    this.#swap = undefined;
    if (this.#chip) this.#change(undefined);
  }

  /** The card, or the next one, leaves at the n-th APDU from now, which it does not answer. */
  pullAfter(apdus: number): void {
    this.#apdusLeft = apdus;
  }

  /** The card gives its n-th answer from now, and before the next command another card lies in its place. */
  async swapAfter(answers: number, cardId: string): Promise<void> {
    this.#swap = { answersLeft: answers, next: await this.#create(cardId) };
  }

  /** A mute card lies there and answers nothing. */
  mute(on: boolean): void {
    this.#mute = on;
  }

  /** After the card's latency. @returns undefined where no answer comes: the card is mute, or no longer there */
  async process(command: Uint8Array): Promise<Uint8Array | undefined> {
    if (--this.#apdusLeft <= 0) this.remove();
    const chip = this.#chip;
    if (chip === undefined || this.#mute || chip.conduct.mute) return undefined;
    const answer = chip.process(command);
    const { latency } = chip.conduct;
    if (latency) await pause(transmissionMs(latency, command.length + answer.length));
    if (chip !== this.#chip) return undefined;
    if (this.#swap && --this.#swap.answersLeft <= 0) {
      const { next } = this.#swap;
      this.#swap = undefined;
      // Once the answer is on its way.
      setImmediate(() => this.#exchange(next));
    }
    return answer;
  }

  async #create(cardId: string): Promise<Chip> {
    return createChip(await readCard(this.#cardsDirectory, cardId), { random: randomBytes });
  }

  #exchange(next: Chip): void {
    if (this.#chip) this.#change(undefined);
    this.#change(next);
  }

  #change(chip: Chip | undefined): void {
    this.#chip = chip;
    this.#listeners.forEach((listener) => listener());
  }
}

/** What a card needs to lie there, without any files. */
const bareChip = (
  process: Chip['process'],
  { atr = answerToReset, reset = () => undefined }: Partial<Pick<Chip, 'atr' | 'reset'>> = {},
): Chip => ({
  atr,
  conduct: {},
  statistics: { attempts: 0, wrongPasswords: 0, busyMs: 0 },
  reset,
  process,
});
