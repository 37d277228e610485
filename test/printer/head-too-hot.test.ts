import { expect, test } from 'vitest';
import { printerDeadlines } from '../../drivers/printer/index.ts';
import { confirmed, isWhole, picture, printerInMemory } from './fixtures.ts';

const whole = (seconds: number) => 1_000 * seconds;

test('in mid-ticket it is waited for: one ticket, confirmed', async () => {
  const { printer, engine, clock, until } = printerInMemory('epson', { rowTime: 1 });
  clock.after(500, () => engine.setHead('hot'));
  clock.after(whole(6), () => engine.setHead('cool'));
  expect(await until(printer.print(picture()))).toEqual(confirmed);
  expect(clock.monotonic()).toBeGreaterThan(whole(6));
  expect(engine.papers().map((paper) => isWhole(picture(), paper))).toEqual([true]);
});

test('in mid-ticket and for good: unknown in the end', async () => {
  const { printer, engine, clock, until } = printerInMemory('epson', { rowTime: 1 });
  clock.after(500, () => engine.setHead('hot'));
  expect(await until(printer.print(picture()))).toEqual({ outcome: 'unknown', code: 'PRINTER_OFFLINE' });
  expect(clock.monotonic()).toBeLessThan(printerDeadlines.ready + printerDeadlines.settle + printerDeadlines.status);
});

test('before a ticket it is waited for a moment, then nothing is sent', async () => {
  const { printer, engine, clock, until } = printerInMemory();
  engine.setHead('hot');
  clock.after(whole(1), () => engine.setHead('cool'));
  expect(await until(printer.print(picture()))).toEqual(confirmed);

  engine.setHead('hot');
  expect(await until(printer.status())).toEqual({ state: 'offline' });
  expect(await until(printer.print(picture()))).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });
  engine.setHead('cool');
  expect(engine.papers()).toHaveLength(1);
});
