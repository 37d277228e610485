import { describe, expect, test } from 'vitest';
import type { Raster } from '../../drivers/ports.ts';
import type { PrintedPaper } from '../../drivers/simulated/printer/paper.ts';
import { repetitions } from '../support/repetitions.ts';
import {
  attentive,
  bytesInRow,
  confirmed,
  confirmedByFence,
  isVoid,
  isWhole,
  lines,
  picture,
  printerInMemory,
  printerWithEmulator,
  rowsAhead,
  rowsOf,
} from './fixtures.ts';

const ticket = picture(600);
const next = picture(600, 2);
const kilobytes = Array.from({ length: Math.ceil(ticket.data.length / 1_000) + 1 }, (_, kilobyte) => kilobyte * 1_000);

const first = (count: number) => Array.from({ length: count }, (_, row) => row);
const end = { epson: confirmed, clone: confirmedByFence, 'status-only': { outcome: 'unconfirmed' } };

/** What the roll's change brought out of the torn ticket: no more than the printer held, no row twice, and not as a ticket. */
function expectRest(papers: PrintedPaper[], printed: number, ticket: Raster, most: number): void {
  const rows = papers.flatMap((paper) => rowsOf(ticket, paper));
  expect(rows).toEqual(first(rows.length));
  expect(rows.length - printed).toBeLessThanOrEqual(most);
  expect(papers.every((paper) => !isWhole(ticket, paper))).toBe(true);
}

describe.each(['epson', 'clone', 'status-only'] as const)('%s, at every kilobyte', (profile) => {
  test.each(kilobytes)('paper ends after %d bytes', { timeout: repetitions(30_000) }, async (bytes) => {
    const { printer, engine, until } = printerInMemory(profile);
    engine.tearAfterBytes(bytes);
    const outcome = await until(printer.print(ticket));
    if (bytes >= ticket.data.length) {
      expect(outcome).toEqual(end[profile]);
      expect(isWhole(ticket, engine.papers()[0])).toBe(true);
      return;
    }
    expect(outcome).toEqual({ outcome: 'unknown', code: 'PRINTER_NO_PAPER' });
    expect(await until(printer.print(ticket))).toEqual({ outcome: 'not-printed', code: 'PRINTER_NO_PAPER' });

    const printed = Math.floor(bytes / bytesInRow);
    expect(engine.papers().map((paper) => rowsOf(ticket, paper))).toEqual(printed > 0 ? [first(printed)] : []);

    engine.setPaper('ok');
    expect(await until(printer.print(next))).toEqual(end[profile]);
    const papers = engine.papers();
    const last = papers.pop();
    expect(isWhole(next, last)).toBe(true);
    expect(papers.filter(isVoid)).toHaveLength(1);
    expect(papers.findLastIndex((paper) => rowsOf(ticket, paper).length > 0)).toBeLessThanOrEqual(
      papers.findIndex(isVoid),
    );
    if (profile === 'status-only') return; // it was sent the whole at once
    expectRest(papers, printed, ticket, rowsAhead);
  });
});

describe.each(lines)('over %s', (line) => {
  test.each([71, 30_001])('paper ends after %d bytes', async (bytes) => {
    const { printer, emulator } = await printerWithEmulator('epson', line, { deadlines: attentive });
    emulator.tearAfterBytes(bytes);
    expect(await printer.print(ticket)).toEqual({ outcome: 'unknown', code: 'PRINTER_NO_PAPER' });
    expect(await printer.status()).toEqual({ state: 'no-paper' });

    emulator.setPaper('ok');
    expect(await printer.print(next)).toEqual(confirmed);
    const papers = emulator.papers();
    expect(isWhole(next, papers.pop())).toBe(true);
    expect(papers.filter(isVoid)).toHaveLength(1);
    expectRest(papers, Math.floor(bytes / bytesInRow), ticket, rowsAhead);
  });
});

test('who changes the roll gets the rest of the torn ticket, and not who comes next', async () => {
  const { printer, engine, until } = printerInMemory();
  engine.tearAfterBytes(20_000);
  await until(printer.print(ticket));
  engine.setCover(true);
  engine.setPaper('ok');
  expect(await until(printer.status())).toEqual({ state: 'cover-open' });
  expect(engine.papers()).toHaveLength(1);

  engine.setCover(false);
  expect(await until(printer.status())).toEqual({ state: 'ready' });
  expect(engine.papers().map(isVoid)).toEqual([false, true]);
  await until(printer.print(next));
  expect(engine.papers()).toHaveLength(3);
});
