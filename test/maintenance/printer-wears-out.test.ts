import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Devices, PrintOutcome } from '../../drivers/ports.ts';
import { kioskConfigSchema, usualTicketSettings } from '../../src/main/config.ts';
import type { LogEvent } from '../../src/main/log/log.ts';
import { countedPrint } from '../../src/main/maintenance/counted-print.ts';
import { startUpkeep } from '../../src/main/maintenance/upkeep.ts';
import { wearOf } from '../../src/main/maintenance/wear.ts';
import type { Printed } from '../../src/main/store/records.ts';
import { openStore, type Store } from '../../src/main/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { number, numberTicket } from '../support/samples.ts';

const settings = { rollMetres: 10, printerLife: { lines: 400, cuts: 1_000 } };
/** 150 mm of picture: 40 lines of 30 dots; 170 mm of paper. */
const raster = { width: 576, height: 1_200, data: new Uint8Array(0) };
const testPrint = { kind: 'test-print', centre: { vi: 'A', en: 'A' }, issuedAt: '2026-11-21T01:00:00Z' } as const;

let directory: string;
let store: Store;
let log: LogEvent[];
const clock = new ManualClock();
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tram-'));
  store = openStore(directory);
  log = [];
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

function printer(outcome: PrintOutcome) {
  const devices = { print: () => Promise.resolve(outcome) } as Partial<Devices> as Devices;
  return countedPrint({ devices, render: () => raster, store, clock, log: (event) => log.push(event), settings });
}

const printed: PrintOutcome = { outcome: 'confirmed', by: 'fence' };

describe('every paper counts', () => {
  it.each<[PrintOutcome, Printed]>([
    [printed, { dots: 1_200, cuts: 1 }],
    [{ outcome: 'unconfirmed' }, { dots: 1_200, cuts: 1 }],
    // The strip that voids a torn ticket is one more.
    [
      { outcome: 'unknown', code: 'PRINTER_NO_PAPER' },
      { dots: 1_200 + 112, cuts: 2 },
    ],
    [
      { outcome: 'not-printed', code: 'PRINTER_NO_PAPER' },
      { dots: 0, cuts: 0 },
    ],
  ])('%o, with a number and without', async (outcome, { dots, cuts }) => {
    await printer(outcome)(testPrint);
    expect(store.printed().life).toEqual({ dots, cuts });
    store.keepNumber('key', number(), numberTicket(), 0);
    await printer(outcome)(numberTicket(), 'key');
    expect(store.printed().life).toEqual({ dots: 2 * dots, cuts: 2 * cuts });
  });

  it('over restarts', async () => {
    await printer(printed)(testPrint);
    store.close();
    store = openStore(directory);
    expect(store.printed().life.cuts).toBe(1);
  });
});

it('a head that nears its end is told once when it passes four fifths, and each day from then on', async () => {
  const print = printer(printed);
  const told = () => log.filter(({ event }) => event === 'wear');
  for (let paper = 1; paper <= 7; paper += 1) await print(testPrint);
  expect(told()).toEqual([]);
  await print(testPrint);
  const alarm = { event: 'wear', lines: 320, cuts: 8, worn: ['head'], metresLeft: 8 };
  expect(told()).toEqual([alarm]);
  await print(testPrint);
  expect(told()).toHaveLength(1);

  const stop = startUpkeep({ store, clock, log: (event) => log.push(event), settings });
  clock.pass(86_400_000);
  clock.pass(86_400_000);
  stop();
  clock.pass(86_400_000);
  expect(told().slice(1)).toEqual(Array(3).fill({ ...alarm, lines: 360, cuts: 9 }));
});

it('a new printer begins anew', () => {
  store.addPrinted({ dots: 12_000, cuts: 10 });
  expect(wearOf(store.printed(), settings).worn).toEqual(['head']);
  store.renewed('printer');
  expect(wearOf(store.printed(), settings)).toMatchObject({ lines: 0, cuts: 0, worn: [], metresLeft: 10 });
});

describe('what is left of the roll', () => {
  it('in metres, and in tickets as long as those that it gave', () => {
    expect(wearOf(store.printed(), settings)).toMatchObject({ metresLeft: 10, ticketsLeft: 62 });
    store.addPrinted({ dots: 20 * 1_200, cuts: 20 });
    // 20 papers of 150 mm and 20 mm before each cut.
    expect(wearOf(store.printed(), settings)).toMatchObject({ metresLeft: 6, ticketsLeft: 38 });
    store.renewed('roll');
    expect(wearOf(store.printed(), settings)).toMatchObject({ lines: 800, cuts: 20, metresLeft: 10 });
  });

  it('is never less than nothing', () => {
    store.addPrinted({ dots: 200_000, cuts: 200 });
    expect(wearOf(store.printed(), settings)).toMatchObject({ metresLeft: 0, ticketsLeft: 0 });
  });
});

it('settings that name one thing leave the others as usual', () => {
  expect(usualTicketSettings).toEqual({
    dots: 576,
    largePrint: false,
    rollMetres: 65,
    printerLife: { lines: 20_000_000, cuts: 2_000_000 },
  });
  const { ticket } = kioskConfigSchema.shape;
  expect(ticket.parse({ rollMetres: 80 })).toEqual({ ...usualTicketSettings, rollMetres: 80 });
  expect(ticket.safeParse({ dots: 512 }).success).toBe(false);
  // Beyond ten times the usual life it is a slip of the pen, and no alarm would ever come.
  expect(ticket.safeParse({ printerLife: { lines: 200_000_001, cuts: 2_000_000 } }).success).toBe(false);
  expect(ticket.safeParse({ printerLife: { lines: 20_000_000, cuts: 20_000_001 } }).success).toBe(false);
});
