import { expect, test } from 'vitest';
import { printerDeadlines } from '../../drivers/printer/index.ts';
import { voidStrip } from '../../drivers/printer/void-strip.ts';
import { confirmed, isVoid, isWhole, picture, printerInMemory, rowsOf } from './fixtures.ts';

const ticket = picture(600);
const next = picture(600, 2);

test('the process before died in mid-ticket: the rest ends on a strip, before anybody wants a ticket', async () => {
  const { printer, engine, clock, reopen, until } = printerInMemory('clone', { rowTime: 1 });
  void printer.print(ticket);
  await until(new Promise<void>((resolve) => void clock.after(400, resolve)));
  engine.powerCycle(); // and nobody hears what the process before says of it

  const successor = reopen({ torn: true });
  expect(await until(successor.status())).toEqual({ state: 'ready' });
  expect(engine.papers().map(isVoid)).toEqual([true]);
  expect(rowsOf(ticket, engine.papers()[0]).length).toBeGreaterThan(100);

  expect(await until(successor.print(next))).toMatchObject({ outcome: 'confirmed' });
  expect(engine.papers()).toHaveLength(2);
  expect(isWhole(next, engine.papers()[1])).toBe(true);
});

test('nothing was torn: no strip, however often it is asked and printed', async () => {
  const { printer, engine, reopen, until } = printerInMemory();
  for (const driver of [printer, reopen()]) {
    expect(await until(driver.status())).toEqual({ state: 'ready' });
    expect(await until(driver.print(ticket))).toEqual(confirmed);
  }
  engine.setPaper('out');
  await until(printer.print(ticket));
  engine.setPaper('ok');
  await until(printer.status());
  expect(engine.papers().map((paper) => isWhole(ticket, paper))).toEqual([true, true]);
});

test('a strip that does not come out is tried once a minute, not with every question', async () => {
  let isLosing = false;
  let strips = 0;
  const beginsPicture = (bytes: Uint8Array) => bytes[0] === 0x1b && bytes[1] === 0x40;
  const { printer, engine, clock, until } = printerInMemory('epson', {
    wrap: (open) => (events) => {
      const line = open(events);
      const send = (bytes: Uint8Array) => {
        if (isLosing && beginsPicture(bytes)) strips++;
        else line.send(bytes);
      };
      return { ...line, send };
    },
  });
  engine.stallAfterBytes(10_000);
  await until(printer.print(ticket));
  engine.resume();
  isLosing = true;
  const began = clock.monotonic();
  while (clock.monotonic() < began + 3 * printerDeadlines.strip) {
    expect(await until(printer.status())).toEqual({ state: 'offline' });
    expect(await until(printer.print(next))).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });
    clock.pass(5_000);
  }
  expect(strips).toBeGreaterThanOrEqual(2);
  expect(strips).toBeLessThanOrEqual(4);

  isLosing = false;
  clock.pass(printerDeadlines.strip);
  expect(await until(printer.status())).toEqual({ state: 'ready' });
});

test.each([576, 384, 832])('the strip fits paper of %d dots', (width) => {
  const { height, data } = voidStrip(width);
  expect(data).toHaveLength((width / 8) * height);
  const black = (from: number, to: number) =>
    Array.from({ length: height }, (_, row) => data.subarray((row * width + from) / 8, (row * width + to) / 8)).some(
      (row) => row.some((byte) => byte !== 0),
    );
  expect([black(0, 96), black(width - 96, width)]).toEqual([true, true]);
});
