import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpenLine } from '../../drivers/printer/index.ts';
import type { PrintOutcome } from '../../drivers/ports.ts';
import type { PrinterEngine, PrinterProfile } from '../../drivers/simulated/printer/engine.ts';
import type { PrintedPaper } from '../../drivers/simulated/printer/paper.ts';
import type { ManualClock } from '../support/manual-clock.ts';
import { isFull, repetitions } from '../support/repetitions.ts';
import { dyingAfter, isVoid, isWhole, picture, printerInMemory, rowsOf } from './fixtures.ts';

/** What goes wrong, some milliseconds after the ticket was begun, and how it is put right before the next. */
type Fault =
  | ({ kind: 'none' | 'cover' | 'cutter' | 'hot' | 'power' | 'refused' } & { after: number })
  | { kind: 'paper' | 'stall' | 'line'; bytes: number };

const after = fc.integer({ min: 0, max: 400 });
const bytes = fc.integer({ min: 0, max: 12_000 });
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constantFrom('none', 'cover', 'cutter', 'hot', 'power', 'refused'), after }),
  fc.record({ kind: fc.constantFrom('paper', 'stall', 'line'), bytes }),
);

interface Visit {
  faults: Fault[];
  rows: number;
  /** Whether staff put everything right before the next visit; once it is so in any case. */
  repaired: boolean;
  /** The host asks how the printer is between visits. */
  asks: boolean;
  /** The kiosk's process dies after this visit, and its successor knows whether the ticket's end was heard. */
  restarts: boolean;
}

const visit: fc.Arbitrary<Visit> = fc.record({
  faults: fc.array(fault, { maxLength: 3 }),
  rows: fc.integer({ min: 1, max: 150 }),
  repaired: fc.boolean(),
  asks: fc.boolean(),
  restarts: fc.boolean(),
});

class World {
  left = Infinity;
  isRefused = false;

  line = (open: OpenLine, clock: ManualClock): OpenLine => {
    const dying = dyingAfter(open, clock, () => this.left);
    return (events) => {
      if (!this.isRefused) return dying(events);
      clock.after(0, () => events.ended());
      return { send: () => undefined, close: () => undefined };
    };
  };

  break(fault: Fault, engine: PrinterEngine, clock: ManualClock): void {
    switch (fault.kind) {
      case 'none':
        return;
      case 'cover':
        clock.after(fault.after, () => engine.setCover(true));
        return;
      case 'cutter':
        engine.setCutter('jams');
        return;
      case 'hot':
        clock.after(fault.after, () => engine.setHead('hot'));
        return;
      case 'power':
        clock.after(fault.after, () => engine.powerCycle());
        return;
      case 'refused':
        clock.after(fault.after, () => {
          this.isRefused = true;
        });
        return;
      case 'paper':
        engine.tearAfterBytes(fault.bytes);
        return;
      case 'stall':
        engine.stallAfterBytes(fault.bytes);
        return;
      case 'line':
        this.left = fault.bytes;
    }
  }

  repair(engine: PrinterEngine): void {
    this.left = Infinity;
    this.isRefused = false;
    engine.tearAfterBytes(Infinity);
    engine.stallAfterBytes(Infinity);
    engine.resume();
    engine.setPaper('ok');
    engine.setCutter('ok');
    engine.setHead('cool');
    engine.setCover(false);
  }
}

const isHonest = (profile: PrinterProfile) => profile === 'epson' || profile === 'clone';

async function live(profile: PrinterProfile, visits: Visit[], rowTime: number): Promise<void> {
  const world = new World();
  const { printer, engine, clock, reopen, until } = printerInMemory(profile, { rowTime, wrap: world.line });
  const papers: PrintedPaper[] = [];
  engine.onPaper((paper) => papers.push(paper));

  const tickets = visits.map(({ rows }, index) => picture(rows, 1_000 + index));
  const outcomes: PrintOutcome[] = [];
  let driver = printer;
  for (const [index, { faults, repaired, asks, restarts }] of visits.entries()) {
    for (const fault of faults) world.break(fault, engine, clock);
    const ticket = tickets[index] ?? picture();
    const outcome = await until(driver.print(ticket));
    outcomes.push(outcome);
    if (outcome.outcome === 'confirmed' && isHonest(profile))
      expect(papers.filter((paper) => isWhole(ticket, paper))).toHaveLength(1);
    if (asks) await until(driver.status());
    if (restarts) driver = reopen({ torn: outcomes.some(({ outcome }) => outcome === 'unknown') });
    if (repaired) world.repair(engine);
    clock.pass(1_000);
  }

  // In the end all is well, and what comes now comes whole and alone.
  world.repair(engine);
  clock.pass(120_000);
  const last = picture(100, 999);
  await until(driver.status());
  const outcome = await until(driver.print(last));
  expect(outcome.outcome).toBe(isHonest(profile) ? 'confirmed' : 'unconfirmed');
  expect(isWhole(last, papers.at(-1))).toBe(true);

  for (const paper of papers) {
    const strangers = tickets.filter((ticket) => rowsOf(ticket, paper).length > 0);
    expect(strangers.length).toBeLessThanOrEqual(1);
  }
  for (const [index, ticket] of tickets.entries()) {
    const rows = papers.flatMap((paper) => rowsOf(ticket, paper));
    expect(new Set(rows).size).toBe(rows.length);
    if (outcomes[index]?.outcome === 'not-printed') expect(rows).toEqual([]);
  }
  const torn = outcomes.filter(({ outcome }) => outcome === 'unknown').length;
  if (torn === 0) expect(papers.filter(isVoid)).toEqual([]);
}

test.each(['epson', 'clone', 'status-only'] as const)(
  '%s: confirmed is on paper, no paper carries two tickets, no ticket is drawn twice, and it heals',
  { timeout: repetitions(30_000) },
  async (profile) => {
    await fc.assert(
      fc.asyncProperty(fc.array(visit, { minLength: 1, maxLength: 6 }), fc.constantFrom(0, 0.8, 5), (visits, rowTime) =>
        live(profile, visits, rowTime),
      ),
      { numRuns: isFull ? 3_000 : 30 },
    );
  },
);
