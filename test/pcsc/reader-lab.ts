import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readDocument } from '../../drivers/emrtd/index.ts';
import { openPcscReader } from '../../drivers/pcsc/reader.ts';
import type { CardReader } from '../../drivers/ports.ts';
import { cardSchema } from '../../drivers/simulated/cards/card.ts';
import { people, type SyntheticPerson } from '../../drivers/simulated/people.ts';
import type { ReaderStatus } from '../../src/contract/devices.ts';
import type { DocumentRead } from '../../src/contract/chip.ts';
import type { Result } from '../../src/contract/result.ts';
import { trustOf } from '../support/trust.ts';
import { startLab } from './lab.ts';

export const bindings = ['pcsc-mini', 'pcsclite'] as const;
export type Binding = (typeof bindings)[number];

export const [person, otherPerson]: readonly [SyntheticPerson, SyntheticPerson, ...SyntheticPerson[]] = people;

/** Card access number of both of them. */
export const sharedCan = person.personalNumber.slice(-6);

/** Milliseconds until a status that is waited for will not come. */
const patience = 10_000;

/**
 * Readers within this process, on the same pcscd as the lab's device host. They end with the process: one that is being closed
 * first waits until it is quiet.
 */
export async function startReaderLab(options: { usb?: boolean } = {}) {
  const lab = await startLab(options);
  await giveSharedCan(lab.cardsDirectory);
  const trust = await trustOf(lab.cardsDirectory);
  process.env.PCSCLITE_CSOCK_NAME = lab.bench.pcscSocket;
  const openReader = openPcscReader;

  return {
    ...lab,
    openReader,
    openEach: (settings: { name?: string } = {}): Record<Binding, CardReader> => ({
      'pcsc-mini': openReader({ ...settings, binding: 'pcsc-mini' }),
      pcsclite: openReader({ ...settings, binding: 'pcsclite' }),
    }),
    /** One reading of the card that lies there. */
    async read(reader: CardReader): Promise<Result<DocumentRead>> {
      const connected = await reader.connect();
      if (!connected.ok) return connected;
      const chance = { now: Date.now, monotonic: () => performance.now(), random: randomBytes };
      const request = { can: sharedCan, challenge: '0011223344556677', face: true };
      const reading = await readDocument(connected.value, request, { trust, ...chance });
      await connected.value.close();
      return reading;
    },
  };
}
export type ReaderLab = Awaited<ReturnType<typeof startReaderLab>>;

/** So that nothing but the reader keeps two cards apart: what opens one opens the other. */
async function giveSharedCan(cardsDirectory: string): Promise<void> {
  const path = join(cardsDirectory, `${otherPerson.id}.json`);
  const card = cardSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  await writeFile(path, JSON.stringify({ ...card, passwords: { ...card.passwords, can: sharedCan } }));
}

/** Does the same with each binding; a failure names it. `in turn`: a card is read by one at a time. */
export async function withEach(
  order: 'at once' | 'in turn',
  work: (binding: Binding) => Promise<unknown>,
): Promise<void> {
  const named = async (binding: Binding) => {
    try {
      await work(binding);
    } catch (cause) {
      throw new Error(`${binding}: ${cause instanceof Error ? cause.message : ''}`, { cause });
    }
  };
  if (order === 'at once') await Promise.all(bindings.map(named));
  else for (const binding of bindings) await named(binding);
}

type Wanted = { [Key in keyof ReaderStatus]?: ReaderStatus[Key] | undefined };

/** Once the reader's status says all of this. */
export async function until(reader: CardReader, wanted: Wanted): Promise<void> {
  const isThere = () =>
    Object.entries(wanted).every(([key, value]) => reader.status()[key as keyof ReaderStatus] === value);
  const started = performance.now();
  while (!isThere()) {
    if (performance.now() - started > patience)
      throw new Error(`wanted ${JSON.stringify(wanted)}, found ${JSON.stringify(reader.status())}`);
    await pause(10);
  }
}

export const untilCard = (reader: CardReader, card = true) => until(reader, { state: 'ready', card });

/** GET CHALLENGE (ISO 7816-4 §11.5.3): every card answers something. */
export const anyCommand = Buffer.from('0084000008', 'hex');

/**
 * Once the card that lies there answers. pcscd sees a card that was laid down at its next look, and may not have seen the one
 * before it leave: then each exchange fails until that look.
 */
export async function untilAnswer(reader: CardReader): Promise<void> {
  const started = performance.now();
  while (performance.now() - started < patience) {
    const connected = await reader.connect();
    if (connected.ok) {
      const answer = await connected.value.transmit(anyCommand).catch(() => undefined);
      await connected.value.close();
      if (answer) return;
    }
    await pause(20);
  }
  throw new Error('no card answers');
}

/** A whole reading, which finds this person. */
export async function readWell(
  lab: ReaderLab,
  reader: CardReader,
  expected: SyntheticPerson = person,
): Promise<DocumentRead> {
  await untilCard(reader);
  const reading = await lab.read(reader);
  if (!reading.ok) throw new Error(reading.code);
  const { document } = reading.value;
  if (!('personalNumber' in document) || document.personalNumber !== expected.personalNumber)
    throw new Error('that is somebody else');
  return reading.value;
}
