import { describe, expect, test } from 'vitest';
import { longestPrint, printerDeadlines } from '../../drivers/printer/index.ts';
import { isFull } from '../support/repetitions.ts';
import {
  confirmedByFence,
  isVoid,
  isWhole,
  lines,
  picture,
  printerInMemory,
  printerWithEmulator,
  rowsAhead,
  rowsOf,
  shortDeadlines,
} from './fixtures.ts';

const ticket = picture(600);
const next = picture(600, 2);
const kilobytes = Array.from({ length: Math.ceil(ticket.data.length / 1_000) }, (_, kilobyte) => kilobyte * 1_000);

describe.each(isFull ? (['epson', 'clone'] as const) : (['clone'] as const))('%s, at every kilobyte', (profile) => {
  test.each(kilobytes)('it hangs after %d bytes, and goes on an hour later', async (bytes) => {
    const { printer, engine, clock, until } = printerInMemory(profile);
    engine.stallAfterBytes(bytes);
    expect(await until(printer.print(ticket))).toEqual({ outcome: 'unknown', code: 'PRINTER_OFFLINE' });
    expect(clock.monotonic()).toBeLessThan(longestPrint(printerDeadlines, 0));
    expect(await until(printer.status())).toEqual({ state: 'offline' });
    expect(await until(printer.print(next))).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });

    clock.pass(3_600_000);
    const before = Math.floor(bytes / 72);
    engine.resume();
    expect(await until(printer.print(next))).toMatchObject({ outcome: 'confirmed' });
    const papers = engine.papers();
    expect(isWhole(next, papers.pop())).toBe(true);
    expect(papers.filter(isVoid)).toHaveLength(1);
    const rows = papers.flatMap((paper) => rowsOf(ticket, paper));
    expect(rows).toEqual(Array.from({ length: rows.length }, (_, row) => row));
    expect(rows.length).toBeLessThanOrEqual(before + rowsAhead);
  });
});

test.each(lines)(
  'a ticket longer than every buffer on the way (%s) does not outlast the deadline, nor keep the line',
  async (line) => {
    const { printer, emulator } = await printerWithEmulator('status-only', line, {
      deadlines: { ...shortDeadlines, probe: 50 },
    });
    emulator.stallAfterBytes(1_000);
    const began = performance.now();
    expect(await printer.print(picture(200_000))).toMatchObject({ outcome: 'unknown' });
    expect(performance.now() - began).toBeLessThan(longestPrint(shortDeadlines, 0) + 2_000);
  },
);

test('it still says how it is, but works nothing off: offline, and no ticket is sent to wait in it', async () => {
  let isDeaf = false;
  const question = (bytes: Uint8Array) => Buffer.from(bytes).includes(Buffer.of(0x10, 0x04));
  const { printer, engine, until } = printerInMemory('clone', {
    wrap: (open) => (events) => {
      const line = open(events);
      return { ...line, send: (bytes) => (isDeaf && !question(bytes) ? undefined : line.send(bytes)) };
    },
  });
  expect(await until(printer.print(ticket))).toEqual(confirmedByFence);
  isDeaf = true;
  expect(await until(printer.print(next))).toEqual({ outcome: 'not-printed', code: 'PRINTER_OFFLINE' });
  expect(await until(printer.status())).toEqual({ state: 'offline' });
  isDeaf = false;
  expect(await until(printer.status())).toEqual({ state: 'ready' });
  expect(engine.papers()).toHaveLength(1);
});
