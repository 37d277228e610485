import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTrustStore, readDocument } from '../../drivers/emrtd/index.ts';
import { CardLost, type CardChannel, type CardReader } from '../../drivers/ports.ts';
import { makeCards } from '../../drivers/simulated/cards/make-cards.ts';
import { type DirectChipBench, startDirectChipBench } from '../../drivers/simulated/chip/bench.ts';
import { openDirectReader } from '../../drivers/simulated/chip/direct-reader.ts';
import { people } from '../../drivers/simulated/people.ts';

let directory: string;
let bench: DirectChipBench;
let reader: CardReader;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'direct-'));
  await makeCards(join(directory, 'cards'));
  bench = await startDirectChipBench({ cardsDirectory: join(directory, 'cards'), runDirectory: directory });
  reader = openDirectReader(bench);
});
afterAll(async () => {
  await reader.close();
  await bench.close();
  await rm(directory, { recursive: true, force: true });
});

async function connected(cardId: string): Promise<CardChannel> {
  await bench.insert(cardId);
  await vi.waitFor(() => expect(reader.status().card).toBe(true), { timeout: 10_000 });
  const channel = await reader.connect();
  if (!channel.ok) throw new Error(channel.code);
  return channel.value;
}

async function readPerson(channel: CardChannel) {
  const trust = createTrustStore([
    { name: 'csca.cer', bytes: await readFile(join(directory, 'cards', 'trust', 'csca.cer')) },
  ]);
  const request = { can: people[1].personalNumber.slice(-6), challenge: '0011223344556677' };
  return readDocument(channel, request, {
    trust,
    now: Date.now,
    monotonic: () => performance.now(),
    random: randomBytes,
  });
}

it('reads and proves a card', async () => {
  const result = await readPerson(await connected('expired'));
  expect(result).toMatchObject({
    value: {
      document: { fullName: people[1].fullName, expiryDate: people[1].expiryDate },
      proof: { passiveAuthentication: { issuer: 'trusted' }, activeAuthentication: 'passed' },
    },
  });
});

it('loses a card that is pulled in the middle', async () => {
  const channel = await connected('expired');
  await bench.pullAfter(12);
  expect(await readPerson(channel)).toEqual({ ok: false, code: 'CARD_REMOVED' });
  await vi.waitFor(() => expect(reader.status()).toMatchObject({ state: 'ready', card: false }), { timeout: 10_000 });
  expect(await reader.connect()).toEqual({ ok: false, code: 'CARD_REMOVED' });
});

it('loses a mute card once it is taken away, and not before', async () => {
  const channel = await connected('expired');
  await bench.mute(true);
  const answer = channel.transmit(Uint8Array.of(0, 0xa4, 4, 0));
  const waiting = new Promise((resolve) => setTimeout(resolve, 200, 'waiting'));
  expect(await Promise.race([answer.catch(() => 'lost'), waiting])).toBe('waiting');
  await bench.remove();
  await expect(answer).rejects.toThrow(CardLost);
  await bench.mute(false);
});

it('says that the service is down where the chip is gone', async () => {
  const lonely = openDirectReader({ socket: join(directory, 'nothing.sock') });
  await vi.waitFor(() => expect(lonely.status().state).toBe('service-down'), { timeout: 10_000 });
  expect(await lonely.connect()).toEqual({ ok: false, code: 'READER_MISSING' });
  await lonely.close();
});
