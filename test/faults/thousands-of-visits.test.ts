import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { PrintOutcome, Raster } from '../../drivers/ports.ts';
import { createScanAssembler } from '../../drivers/scanner/assembler.ts';
import { makeCard } from '../../drivers/simulated/cards/make-card.ts';
import { citizenCardQr, people } from '../../drivers/simulated/people.ts';
import type { PrintedPaper } from '../../drivers/simulated/printer/paper.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import { openStore } from '../../src/main/store/store.ts';
import { channelTo, chipOf, issuerWith, read, trusting } from '../emrtd/kit.ts';
import {
  bytesInRow,
  dyingAfter,
  feed,
  isVoid,
  isWhole,
  picture,
  printerInMemory,
  rowsAhead,
  rowsOf,
} from '../printer/fixtures.ts';
import { atRandom } from '../support/at-random.ts';
import { isFull } from '../support/repetitions.ts';
import { number } from '../support/samples.ts';
import { checkIn } from '../ticket/samples.ts';

const visits = isFull ? 10_000 : 200;
const visitsToAReading = 50;
const rows = 120;
const ticketBytes = rows * bytesInRow;

/** What becomes of a printer while it prints; bytes are those of the picture. */
const printerFault = fc.oneof(
  { weight: 14, arbitrary: fc.constant({ kind: 'none' } as const) },
  ...(['paper', 'stall', 'line', 'power'] as const).map((kind) => ({
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant(kind), at: fc.integer({ min: 0, max: ticketBytes + bytesInRow }) }),
  })),
  ...(['cover', 'cutter', 'head'] as const).map((kind) => ({
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant(kind), at: fc.integer({ min: 0, max: 300 }) }),
  })),
);
const visit = fc.record({
  person: fc.nat(people.length - 1),
  /** Where the pieces of the scan end, and whether the scanner is pulled before the last one. */
  cuts: fc.array(fc.nat(120), { maxLength: 4 }),
  scannerPulled: fc.boolean(),
  cardPulledAt: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 30 })),
  fault: printerFault,
  /** Whether the person asks for another paper where nobody knows of the first. */
  asksAgain: fc.boolean(),
});
type Visit = typeof visit extends fc.Arbitrary<infer V> ? V : never;

interface Attempt {
  ticket: Raster;
  outcome?: PrintOutcome['outcome'];
  whole: number;
}

/** Eleven letters of a thousand numbers each. */
const numberOf = (index: number) =>
  `${'ABCEHKLMTVX'.charAt(Math.floor(index / 1_000))}${String(index % 1_000).padStart(3, '0')}`;

/** The last 6 mm of a ticket, which a printer without paper held already: too short to be taken for one. */
const isScrap = ({ height }: PrintedPaper) => height <= rowsAhead + feed;

async function heldMiB(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  await new Promise((resolve) => setTimeout(resolve, 10));
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

/** A reader, a scanner, a printer and the journal of a kiosk, and everybody who comes in its life. */
async function startDevices() {
  const issuer = await issuerWith();
  const trust = trusting(issuer);
  const cards = await Promise.all(people.map((person) => makeCard(person, issuer, {})));
  const directory = mkdtempSync(join(tmpdir(), 'visits-'));
  const store = openStore(directory);
  onTestFinished(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });

  let bytesToLive = Infinity;
  let disarm: () => void = () => undefined;
  const { printer, engine, clock, until } = printerInMemory('epson', {
    rowTime: 1,
    wrap: (line, onClock) => dyingAfter(line, onClock, () => bytesToLive),
  });
  /** The latest: what a printer still holds of older ones has long come out. */
  const attempts: Attempt[] = [];
  engine.onPaper((paper) => judge(paper));

  function judge(paper: PrintedPaper): void {
    const owners = attempts.filter(({ ticket }) => rowsOf(ticket, paper).length > 0);
    expect(owners.length, 'two tickets on one paper').toBeLessThanOrEqual(1);
    const [owner] = owners;
    if (!owner) return;
    if (isWhole(owner.ticket, paper)) owner.whole += 1;
    else expect(isVoid(paper) || !paper.cut || isScrap(paper), 'a torn ticket that looks like one').toBe(true);
    expect(owner.whole, 'one attempt drawn twice').toBeLessThanOrEqual(1);
  }

  function scan({ person, cuts, scannerPulled }: Visit): void {
    const seen: ScannedCode[] = [];
    const assembler = createScanAssembler((code) => void seen.push(code), 10, clock);
    const { personalNumber } = people[person] ?? people[0];
    const bytes = Buffer.from(`${citizenCardQr(people[person] ?? people[0])}\r`);
    let from = 0;
    for (const to of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
      if (scannerPulled && to === bytes.length) assembler.drop();
      else assembler.addLine(bytes.subarray(from, to));
      from = to;
      clock.pass(3);
    }
    clock.pass(2_000);
    for (const code of seen)
      expect(code.kind === 'refused' || (code.kind === 'citizen-card' && code.personalNumber === personalNumber)).toBe(
        true,
      );
    if (!scannerPulled) expect(seen.map(({ kind }) => kind)).toEqual(['citizen-card']);
  }

  async function readCard({ person, cardPulledAt }: Visit): Promise<void> {
    const card = cards[person];
    if (!card) throw new Error('no card');
    const result = await read(channelTo(chipOf(card), cardPulledAt), trust, card.passwords.can);
    if (cardPulledAt === Infinity) expect(result.ok).toBe(true);
    if (result.ok) expect(result.value.document.fullName).toBe(people[person]?.fullName);
    else expect(result.code).toBe('CARD_REMOVED');
  }

  function arm(fault: Visit['fault']): void {
    if (fault.kind === 'paper') engine.tearAfterBytes(fault.at);
    if (fault.kind === 'stall') engine.stallAfterBytes(fault.at);
    if (fault.kind === 'line') bytesToLive = fault.at;
    if (fault.kind === 'cutter') engine.setCutter('jams');
    if (fault.kind === 'cover') disarm = clock.after(fault.at, () => engine.setCover(true));
    if (fault.kind === 'head') disarm = clock.after(fault.at, () => engine.setHead('hot'));
    if (fault.kind === 'power') disarm = clock.after(fault.at % 300, () => engine.powerCycle());
  }

  /** Somebody sees to the printer; the kiosk asks it every few seconds, and soon finds it well. */
  async function mend(): Promise<void> {
    disarm();
    bytesToLive = Infinity;
    engine.tearAfterBytes(Infinity);
    engine.stallAfterBytes(Infinity);
    engine.resume();
    engine.setCover(false);
    engine.setCutter('ok');
    engine.setHead('cool');
    engine.setPaper('ok');
    for (let poll = 0; poll < 3; poll += 1) {
      clock.pass(5_000);
      if ((await until(printer.status())).state === 'ready') return;
    }
    throw new Error('a printer with nothing wrong does not come back');
  }

  async function print(seed: number): Promise<PrintOutcome> {
    const attempt: Attempt = { ticket: picture(rows, seed), whole: 0 };
    attempts.push(attempt);
    if (attempts.length > 8) attempts.shift();
    const outcome = await until(printer.print(attempt.ticket));
    attempt.outcome = outcome.outcome;
    if (outcome.outcome === 'confirmed') expect(attempt.whole, 'claimed, and not on paper').toBe(1);
    if (outcome.outcome === 'not-printed') expect(attempt.whole, 'on paper, and denied').toBe(0);
    return outcome;
  }

  /** @returns what became of the first paper */
  async function take(index: number, one: Visit): Promise<PrintOutcome['outcome']> {
    scan(one);
    if (index % visitsToAReading === 0) await readCard(one);

    const ticketToken = `visit-${index}-token-0000`;
    const given = number({ number: numberOf(index), ticketToken });
    store.ask(`key-${index}`, clock.now());
    store.keepNumber(`key-${index}`, given, { ...checkIn, number: given.number, ticketToken }, clock.now());
    arm(one.fault);
    const first = store.beginPaper(ticketToken, 'unused', clock.now());
    expect(first).toMatchObject({ key: `key-${index}`, ticket: { reprint: false } });
    const outcome = await print(2 * index + 1);
    store.settle(`key-${index}`, outcome.outcome, { dots: rows, cuts: 1 }, clock.now());
    await mend();

    if (one.asksAgain && outcome.outcome !== 'confirmed') {
      const again = store.beginPaper(ticketToken, `again-${index}`, clock.now());
      expect(again?.ticket).toMatchObject({ number: given.number, reprint: outcome.outcome !== 'not-printed' });
      const second = await print(2 * index + 2);
      store.settle(`again-${index}`, second.outcome, { dots: rows, cuts: 1 }, clock.now());
      expect(second.outcome).toBe('confirmed');
    }
    for (let row = store.nextUnsent(); row; row = store.nextUnsent()) store.sent(row.id);
    return outcome.outcome;
  }
  return { take };
}

it(
  `in ${visits} visits no paper is claimed that is not there, and none comes twice`,
  { timeout: 3_600_000 },
  async () => {
    const { take } = await startDevices();
    const outcomes: Partial<Record<PrintOutcome['outcome'], number>> = {};
    const warm = Math.floor(visits / 5);
    let before = 0;
    for (const [index, one] of atRandom(visit, visits).entries()) {
      if (index === warm) before = await heldMiB();
      const outcome = await take(index, one);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    expect(outcomes.confirmed).toBeGreaterThan(visits / 2);
    expect(outcomes.unknown).toBeGreaterThan(0);
    if (isFull) expect((await heldMiB()) / before).toBeLessThan(1.05);
  },
);
