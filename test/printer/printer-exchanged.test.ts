import { expect, test } from 'vitest';
import type { OpenLine } from '../../drivers/printer/index.ts';
import { confirmed, isWhole, picture, printerInMemory, rowsAhead } from './fixtures.ts';

/** While it is on, the printer says nothing but its status; answers to DLE EOT are one byte each. */
const statusOnly =
  (isOn: () => boolean) =>
  (open: OpenLine): OpenLine =>
  (events) =>
    open({
      ...events,
      received(bytes) {
        const isStatus = bytes.length === 1 && ((bytes[0] ?? 0) & 0x93) === 0x12;
        if (isStatus || !isOn()) events.received(bytes);
      },
    });

test('for one that proves more: all of it is noticed, and it is trusted with no more than it answers for', async () => {
  let isPoor = true;
  const { printer, engine, clock, until } = printerInMemory('epson', {
    rowTime: 1,
    latency: 5,
    wrap: statusOnly(() => isPoor),
  });
  expect(await until(printer.print(picture()))).toEqual({ outcome: 'unconfirmed' });
  isPoor = false;
  expect(await until(printer.print(picture(600, 2)))).toEqual(confirmed);
  engine.tearAfterBytes(7_200);
  expect(await until(printer.print(picture(600, 3)))).toEqual({ outcome: 'unknown', code: 'PRINTER_NO_PAPER' });
  engine.setPaper('ok');
  clock.pass(5_000);
  // Two whole ones and the torn one: the rest of that does not come out as a ticket.
  expect(engine.papers()).toHaveLength(3);
  expect(engine.hanging()).toBeLessThanOrEqual(rowsAhead);
});

test('for one that proves less: taken for busy at first, then for what it is', async () => {
  let isPoor = false;
  const { printer, engine, until } = printerInMemory('epson', { wrap: statusOnly(() => isPoor) });
  expect(await until(printer.print(picture()))).toEqual(confirmed);
  isPoor = true;
  const states = [];
  for (let time = 0; time < 3; time++) states.push((await until(printer.status())).state);
  expect(await until(printer.print(picture(600, 2)))).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });
  for (let time = 0; time < 3; time++) states.push((await until(printer.status())).state);
  expect(states).toEqual(['ready', 'ready', 'ready', 'offline', 'ready', 'ready']);
  expect(await until(printer.print(picture(600, 3)))).toEqual({ outcome: 'unconfirmed' });
  expect(isWhole(picture(600, 3), engine.papers().at(-1))).toBe(true);
});
