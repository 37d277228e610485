import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, inject } from 'vitest';
import { createTrustStore, readDocument, type TrustStore } from '../../../drivers/emrtd/index.ts';
import type { CardChannel, ChipReadRequest } from '../../../drivers/ports.ts';
import { readCard, type Card } from '../../../drivers/simulated/cards/card.ts';
import { makeCards, type ExtraCardId } from '../../../drivers/simulated/cards/make-cards.ts';
import { createChip } from '../../../drivers/simulated/chip/chip.ts';
import type { PersonId } from '../../../drivers/simulated/people.ts';
import type { DocumentRead } from '../../../src/contract/chip.ts';
import type { Document } from '../../../src/contract/person.ts';

const directory = () => inject('cardsDirectory');

/** Makes the cards, unless a file before this one has. */
export function useCards(): void {
  beforeAll(() => makeCards(directory()));
}

export const trustAnchor = () => join(directory(), 'trust/csca.cer');

export const trustOfCards = async (): Promise<TrustStore> =>
  createTrustStore([{ name: 'csca.cer', bytes: await readFile(trustAnchor()) }]);

type CitizenCardRead = DocumentRead & { document: Document };

/** Reads somebody's simulated chip in memory, as the device host reads one through PC/SC. */
export async function readChip(id: PersonId | ExtraCardId, challenge: string): Promise<CitizenCardRead> {
  const card = await readCard(directory(), id);
  const read = await readChipOf(card, { can: card.passwords.can, challenge });
  const { document } = read;
  if (!('personalNumber' in document)) throw new Error('the simulated card is no citizen card');
  return { ...read, document };
}

export async function readChipOf(card: Card, request: ChipReadRequest): Promise<DocumentRead> {
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const chip = createChip(card, { random });
  const channel: CardChannel = {
    transmit: (command) => Promise.resolve(chip.process(command)),
    close: () => Promise.resolve(),
  };
  const read = await readDocument(channel, request, {
    trust: await trustOfCards(),
    now: Date.now,
    monotonic: () => performance.now(),
    random,
  });
  if (!read.ok) throw new Error(`the simulated card is not readable: ${read.code}`);
  return read.value;
}
