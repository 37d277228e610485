import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Stop } from '../../ports.ts';
import { readCard } from '../cards/card.ts';
import { type Chip, answerToReset, createChip } from './chip.ts';
import { transmissionMs } from './slow-channel.ts';

/** The place on a reader where one card can lie, and what a hand can do there. */
export class CardSlot {
  readonly #cardsDirectory: string;
  readonly #listeners = new Set<() => void>();
  #chip: Chip | undefined;
  #apdusLeft = Infinity;
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
    const card = await readCard(this.#cardsDirectory, cardId);
    if (this.#chip) this.#change(undefined);
    this.#change(createChip(card, { random: randomBytes }));
  }

  /** A card that gives the same answers whatever it is asked: what an exchange costs without any chip behind it. */
  replay(answers: readonly Uint8Array[]): void {
    let next = 0;
    this.remove();
    this.#change({
      atr: answerToReset,
      conduct: {},
      statistics: { attempts: 0, wrongPasswords: 0, busyMs: 0 },
      reset: () => {
        next = 0;
      },
      process: () => answers[next++ % answers.length] ?? new Uint8Array(),
    });
  }

  remove(): void {
    this.#apdusLeft = Infinity;
    if (this.#chip) this.#change(undefined);
  }

  /** The card, or the next one, leaves at the n-th APDU from now, which it does not answer. */
  pullAfter(apdus: number): void {
    this.#apdusLeft = apdus;
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
    return chip === this.#chip ? answer : undefined;
  }

  #change(chip: Chip | undefined): void {
    this.#chip = chip;
    this.#listeners.forEach((listener) => listener());
  }
}
