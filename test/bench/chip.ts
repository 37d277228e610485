import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type TrustStore, readDocument } from '../../drivers/emrtd/index.ts';
import { ReadLengths } from '../../drivers/emrtd/messaging/read-lengths.ts';
import { openPcscReader } from '../../drivers/pcsc/reader.ts';
import type { CardChannel, CardReader } from '../../drivers/ports.ts';
import { type Card, type Conduct, readCard } from '../../drivers/simulated/cards/card.ts';
import { makeCards } from '../../drivers/simulated/cards/make-cards.ts';
import { makeProfile } from '../../drivers/simulated/cards/profiles.ts';
import { startChipBench } from '../../drivers/simulated/chip/bench.ts';
import { createChip } from '../../drivers/simulated/chip/chip.ts';
import { slowChannel } from '../../drivers/simulated/chip/slow-channel.ts';
import { trustOf } from '../support/trust.ts';
import { barePrimitives, leastApdus } from './chip-floor.ts';
import { type Figure, alternate, compare, figure, median, timed } from './figure.ts';

/** A card, who is trusted to have issued it, and what a kiosk in service has learnt of such cards. */
interface Specimen {
  card: Card;
  trust: TrustStore;
  lengths: ReadLengths;
}

const monotonic = () => performance.now();
const random = (length: number) => new Uint8Array(randomBytes(length));

export async function chip(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tram-'));
  const [cards, profiles] = [join(folder, 'cards'), join(folder, 'profiles')];
  // Keys of both cards are on brainpoolP256r1, but the slow one signs by RSA-2048.
  const slow = {
    card: await makeProfile('slow', profiles),
    trust: await trustOf(profiles),
    lengths: new ReadLengths(),
  };
  await makeCards(cards);
  const citizen = { card: await readCard(cards, 'valid'), trust: await trustOf(cards), lengths: new ReadLengths() };

  try {
    return [
      ...(await overTransmission(slow)),
      await hostArithmetic(citizen),
      await roundTrips('chip.roundTrips', slow, { extendedLength: true }, 65_536),
      await roundTrips('chip.roundTripsShort', slow, { extendedLength: false }, 256),
      await throughPcscd(cards, citizen, folder),
      await heapGrowth(citizen),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * With all files and all proofs.
 * @param clock of milliseconds @returns when the person was known, and when all was, from the start on
 */
async function read(channel: CardChannel, { card, trust, lengths }: Specimen, clock = monotonic) {
  const start = clock();
  let personMs = Number.NaN;
  const onPerson = () => (personMs = clock() - start);
  const result = await readDocument(
    channel,
    { can: card.passwords.can, challenge: '0011223344556677', face: true },
    { trust, now: Date.now, monotonic, random, lengths, onPerson },
  );
  if (!result.ok) throw new Error(result.code);
  const { proof, chipAuthentication, statistics, face } = result.value;
  const { hashes, signature, issuer } = proof.passiveAuthentication;
  const proofs = [hashes, signature, issuer, proof.activeAuthentication, chipAuthentication].join();
  if (proofs !== 'match,valid,trusted,passed,passed' || face === undefined) throw new Error(`not proved: ${proofs}`);
  return { personMs, totalMs: clock() - start, statistics };
}

/** The chip in this process; the clock stands still while it computes. */
function inProcess({ card }: Specimen, conduct: Conduct = {}) {
  const chip = createChip({ ...card, conduct }, { random, monotonic });
  const { latency = { perApduMs: 0 } } = conduct;
  const wait = (milliseconds: number) => (milliseconds > 0 ? pause(milliseconds) : Promise.resolve());
  return {
    latency,
    clock: () => monotonic() - chip.statistics.busyMs,
    connect: (): CardChannel => {
      chip.reset();
      return { kind: 'in process', ...slowChannel(chip, latency, wait) };
    },
  };
}

/** Readings after which nothing more is learnt of lengths, and all code is warm. */
const warmUps = 10;

async function warmUp(specimen: Specimen, conduct: Conduct = {}): Promise<void> {
  const { connect } = inProcess(specimen, conduct);
  for (let time = 0; time < warmUps; time += 1) await read(connect(), specimen);
}

/** A whole reading, and what comes before the person is known, against the transmission of the same APDUs. */
async function overTransmission(slow: Specimen): Promise<Figure[]> {
  await warmUp(slow);
  const { connect, clock, latency } = inProcess(slow, slow.card.conduct);
  const spoken: Spoken[] = [];
  let untilPerson = 0;
  await readDocument(
    recording(connect(), spoken),
    { can: slow.card.passwords.can, challenge: '0011223344556677', face: true },
    { ...slow, now: Date.now, monotonic, random, onPerson: () => (untilPerson = spoken.length) },
  );

  const replay = async () => {
    let at = 0;
    const channel = slowChannel({ process: () => spoken[at++]?.answer ?? new Uint8Array() }, latency, pause);
    const start = monotonic();
    let personMs = Number.NaN;
    for (const { command } of spoken) {
      await channel.transmit(command);
      if (at === untilPerson) personMs = monotonic() - start;
    }
    return { personMs, totalMs: monotonic() - start };
  };
  const { work, floor } = await alternate(10, () => read(connect(), slow, clock), replay);
  const against = (name: string, of: (taken: { personMs: number; totalMs: number }) => number) =>
    figure(name, median(work.map(of)), median(floor.map(of)));
  return [
    against('chip.readOverhead', ({ totalMs }) => totalMs),
    against('chip.personShown', ({ personMs }) => personMs),
  ];
}

/** All that this machine computes for a reading of a chip that answers at once. */
async function hostArithmetic(citizen: Specimen): Promise<Figure> {
  await warmUp(citizen);
  const { connect, clock } = inProcess(citizen);
  const { statistics } = await read(connect(), citizen);
  const ours = async () => (await read(connect(), citizen, clock)).totalMs;
  const { work, floor } = await alternate(30, ours, timed(barePrimitives(statistics.bytesIn)));
  return figure('chip.hostArithmetic', median(work), median(floor));
}

/** @param specimen whose signature has 256 bytes @param answerBytes the most that the card gives at once */
async function roundTrips(name: string, specimen: Specimen, conduct: Conduct, answerBytes: number): Promise<Figure> {
  const learning = { ...specimen, lengths: new ReadLengths() };
  await warmUp(learning, conduct);
  const { statistics } = await read(inProcess(learning, conduct).connect(), learning);
  return figure(name, statistics.apdus, leastApdus(specimen.card, answerBytes, 256), 'APDU');
}

/** What is still held after 2,000 readings, against what is after as many as fill caches and compile all code. */
async function heapGrowth(citizen: Specimen): Promise<Figure> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heldMiB = async () => {
    collect();
    // Finalizers of what OpenSSL holds run between.
    await pause(10);
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 2 ** 20;
  };
  const { connect } = inProcess(citizen);
  for (let time = 0; time < 300; time += 1) await read(connect(), citizen);
  const before = await heldMiB();
  for (let time = 0; time < 2_000; time += 1) await read(connect(), citizen);
  return figure('chip.heapGrowth', await heldMiB(), before, 'MiB');
}

/** A whole reading against the bare exchange of the same APDUs over a real pcscd. */
async function throughPcscd(cardsDirectory: string, citizen: Specimen, folder: string): Promise<Figure> {
  const bench = async () => startChipBench({ cardsDirectory, runDirectory: await mkdtemp(join(folder, 'bench-')) });
  const [reading, bare] = await Promise.all([bench(), bench()]);

  await reading.insert('valid');
  const reader = await readerOn(reading.pcscSocket);
  const spoken: Spoken[] = [];
  const specimen = { ...citizen, lengths: new ReadLengths() };
  for (let time = 0; time < warmUps; time += 1) await withChannel(reader, (channel) => read(channel, specimen));
  await withChannel(reader, (channel) => read(recording(channel, spoken), specimen));

  await bare.replay(spoken.map(({ answer }) => answer));
  const bareReader = await readerOn(bare.pcscSocket);
  const result = await compare(
    'chip.read',
    20,
    () => withChannel(reader, (channel) => read(channel, specimen)),
    () =>
      withChannel(bareReader, async (channel) => {
        for (const { command } of spoken) await channel.transmit(command);
      }),
  );
  await Promise.all([reader.close(), bareReader.close(), reading.close(), bare.close()]);
  return result;
}

/** libpcsclite reads the variable when a client connects, and keeps to that pcscd. */
async function readerOn(socket: string): Promise<CardReader> {
  process.env.PCSCLITE_CSOCK_NAME = socket;
  const reader = openPcscReader();
  while (!reader.status().card) await pause(20);
  return reader;
}

async function withChannel(reader: CardReader, use: (channel: CardChannel) => Promise<unknown>): Promise<void> {
  const channel = await reader.connect();
  if (!channel.ok) throw new Error(channel.code);
  await use(channel.value);
  await channel.value.close();
}

interface Spoken {
  command: Uint8Array;
  answer: Uint8Array;
}

const recording = (channel: CardChannel, spoken: Spoken[]): CardChannel => ({
  ...channel,
  async transmit(command) {
    const answer = await channel.transmit(command);
    spoken.push({ command, answer });
    return answer;
  },
});
