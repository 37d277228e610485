import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDocument } from '../../drivers/emrtd/index.ts';
import { openPcscReader } from '../../drivers/pcsc/reader.ts';
import type { CardChannel, CardReader } from '../../drivers/ports.ts';
import { readCard } from '../../drivers/simulated/cards/card.ts';
import { makeCards } from '../../drivers/simulated/cards/make-cards.ts';
import { startChipBench } from '../../drivers/simulated/chip/bench.ts';
import { trustOf } from '../support/trust.ts';
import { compare, type Figure } from './figure.ts';

const READINGS = 20;

/** A whole reading with all its proofs, against the bare exchange of the same APDUs over the same pcscd. */
export async function chip(): Promise<Figure[]> {
  const runDirectory = await mkdtemp(join(tmpdir(), 'tram-'));
  const cardsDirectory = join(runDirectory, 'cards');
  await makeCards(cardsDirectory);
  const [read, bare] = await Promise.all(
    ['a', 'b'].map(async (name) => {
      const directory = await mkdtemp(join(runDirectory, name));
      return startChipBench({ cardsDirectory, runDirectory: directory });
    }),
  );
  if (!read || !bare) throw new Error('no bench');
  const trust = await trustOf(cardsDirectory);
  const { can } = await readCard(cardsDirectory, 'valid');
  const request = { can, challenge: '0011223344556677' };
  const options = {
    trust,
    now: Date.now,
    monotonic: () => performance.now(),
    random: (length: number) => new Uint8Array(randomBytes(length)),
  };

  await read.insert('valid');
  const reader = await readerOn(read.pcscSocket);
  const spoken: { command: Uint8Array; answer: Uint8Array }[] = [];
  await withChannel(reader, (channel) =>
    readDocument({ transmit: recorded(channel, spoken), close: () => Promise.resolve() }, request, options),
  );

  await bare.replay(spoken.map(({ answer }) => answer));
  const bareReader = await readerOn(bare.pcscSocket);
  const result = await compare(
    'chip.read',
    READINGS,
    () =>
      withChannel(reader, async (channel) => {
        const document = await readDocument(channel, request, options);
        if (!document.ok) throw new Error(document.code);
      }),
    () =>
      withChannel(bareReader, async (channel) => {
        for (const { command } of spoken) await channel.transmit(command);
      }),
  );
  await Promise.all([reader.close(), bareReader.close(), read.close(), bare.close()]);
  await rm(runDirectory, { recursive: true });
  return [result];
}

/** libpcsclite reads the variable when a client connects, and keeps to that pcscd. */
async function readerOn(socket: string): Promise<CardReader> {
  process.env.PCSCLITE_CSOCK_NAME = socket;
  const reader = openPcscReader();
  while (!reader.status().card) await new Promise((resolve) => setTimeout(resolve, 20));
  return reader;
}

async function withChannel(reader: CardReader, use: (channel: CardChannel) => Promise<unknown>): Promise<void> {
  const channel = await reader.connect();
  if (!channel.ok) throw new Error(channel.code);
  await use(channel.value);
  await channel.value.close();
}

const recorded =
  (channel: CardChannel, spoken: { command: Uint8Array; answer: Uint8Array }[]): CardChannel['transmit'] =>
  async (command) => {
    const answer = await channel.transmit(command);
    spoken.push({ command, answer });
    return answer;
  };
