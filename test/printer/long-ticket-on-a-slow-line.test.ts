import { expect, test } from 'vitest';
import type { Clock } from '../../drivers/clock.ts';
import { longestPrint, printerDeadlines } from '../../drivers/printer/index.ts';
import type { OpenLine } from '../../drivers/printer/index.ts';
import { confirmed, confirmedByFence, isWhole, picture, printerInMemory } from './fixtures.ts';

/** 115,200 bits a second, ten to the byte: bytes a millisecond. */
const rate = 11.52;

/** What leaves on it takes its time, and what has not left when it is closed never does. */
const serial =
  (open: OpenLine, clock: Clock): OpenLine =>
  (events) => {
    const line = open(events);
    const underWay = new Map<() => void, number>();
    let free = 0;
    return {
      unsent: () => [...underWay.values()].reduce((sum, bytes) => sum + bytes, 0),
      send(bytes) {
        free = Math.max(free, clock.monotonic()) + bytes.length / rate;
        const cancel = clock.after(free - clock.monotonic(), () => {
          underWay.delete(cancel);
          line.send(bytes);
        });
        underWay.set(cancel, bytes.length);
      },
      close() {
        for (const cancel of underWay.keys()) cancel();
        line.close();
      },
    };
  };

/** The first is the longest paper of the samples; see deadlines-at-odds. */
const lengths = [2_400, 800];

test.each([
  ['epson', confirmed],
  ['clone', confirmedByFence],
  ['status-only', { outcome: 'unconfirmed' }],
] as const)('%s: a ticket that is on its way for seconds ends well, and whole', async (profile, outcome) => {
  for (const rows of lengths) {
    const { printer, engine, clock, until } = printerInMemory(profile, { wrap: serial, rowTime: 1 / 1.2 });
    const ticket = picture(rows);
    expect(await until(printer.print(ticket))).toEqual(outcome);
    expect(isWhole(ticket, engine.papers()[0])).toBe(true);
    expect(clock.monotonic()).toBeLessThan(longestPrint(printerDeadlines, rows));
  }
});

test('a long ticket whose printer hangs at its beginning: given up as soon as a short one', async () => {
  const { printer, engine, clock, until } = printerInMemory('clone', { wrap: serial });
  engine.stallAfterBytes(10_000);
  expect(await until(printer.print(picture(2_400)))).toEqual({ outcome: 'unknown', code: 'PRINTER_OFFLINE' });
  expect(clock.monotonic()).toBeLessThan(longestPrint(printerDeadlines, 0));
});
