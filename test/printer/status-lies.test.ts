import { expect, test } from 'vitest';
import type { OpenLine } from '../../drivers/printer/index.ts';
import { confirmed, picture, printerInMemory } from './fixtures.ts';

/** The fastest receipt printers: half a metre a second, at 8 rows a millimetre. */
const rowsInMillisecond = 4;

test('a printer that confirms what it did not print is believed: nothing it says gives it away', async () => {
  const { printer, engine, until } = printerInMemory('liar');
  engine.setPaper('out');
  expect(await until(printer.status())).toEqual({ state: 'ready' });
  expect(await until(printer.print(picture()))).toEqual(confirmed);
  expect(engine.papers()).toEqual([]);
});

test('what can still be noticed: it was done sooner than any paper moves, where an honest one takes its time', async () => {
  const duration = async (profile: 'liar' | 'epson') => {
    const { printer, clock, until } = printerInMemory(profile, { rowTime: 1 / rowsInMillisecond, latency: 1 });
    await until(printer.status());
    const began = clock.monotonic();
    expect(await until(printer.print(picture()))).toEqual(confirmed);
    return clock.monotonic() - began;
  };
  const least = 600 / rowsInMillisecond;
  expect(await duration('liar')).toBeLessThan(least);
  expect(await duration('epson')).toBeGreaterThanOrEqual(least);
});

/** Changes what the printer says. */
const saying =
  (change: (said: Buffer) => Uint8Array) =>
  (open: OpenLine): OpenLine =>
  (events) =>
    open({ ...events, received: (bytes) => events.received(change(Buffer.from(bytes))) });

test('a printer that says it has no paper and confirms all the same is not believed, and gets no more', async () => {
  let isOut = false;
  const outOfPaper = [0x1a, 0x32, 0x12, 0x7e];
  let asked = 0;
  const { printer, engine, clock, until } = printerInMemory('clone', {
    rowTime: 1,
    wrap: saying((said) => said.map((byte) => (isOut && byte === 0x12 ? (outOfPaper[asked++ % 4] ?? 0) : byte))),
  });
  await until(printer.status());
  clock.after(100, () => {
    isOut = true;
  });
  expect(await until(printer.print(picture()))).toEqual({ outcome: 'unknown', code: 'PRINTER_NO_PAPER' });
  clock.pass(5_000);
  expect(engine.hanging()).toBeLessThan(400);
});

test('the id of another job does not confirm this one', async () => {
  const anothers = Buffer.from([0x37, 0x22, ...Buffer.from('ZZZZ'), 0]);
  const { printer, engine, until } = printerInMemory('epson', {
    wrap: saying((said) => (said[0] === 0x00 ? Buffer.concat([said, anothers]) : said)),
  });
  engine.tearAfterBytes(10_000);
  expect(await until(printer.print(picture()))).toEqual({ outcome: 'unknown', code: 'PRINTER_NO_PAPER' });
});
