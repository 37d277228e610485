import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { repetitions } from '../support/repetitions.ts';
import {
  attentive,
  confirmed,
  dyingAfter,
  isVoid,
  isWhole,
  listen,
  picture,
  printerAt,
  printerInMemory,
  printerWithEmulator,
  rowsOf,
  shortDeadlines,
} from './fixtures.ts';

const ticket = picture(60);
const next = picture(60, 2);
/** What is sent: a question, a proof, three bands of at most 24 rows, and what asks for the proof of each. */
const question = 12;
const proof = 14;
const band = 24 * 72 + 11;
const all = question + proof + 3 * band;
const step = Math.round(97 / repetitions(1));

/** Here and there in the pictures, and everywhere in what stands between them. */
const places = Array.from({ length: all }, (_, bytes) => bytes + 1).filter(
  (bytes) => bytes % step === 0 || bytes < 40 || Math.abs(bytes - question - proof - band) < 12,
);

describe.each(['epson', 'clone', 'status-only'] as const)('%s', (profile) => {
  test('wherever it dies, the next ticket is undamaged and alone', { timeout: repetitions(30_000) }, async () => {
    for (const bytes of places) {
      let left = Infinity;
      const { printer, engine, until } = printerInMemory(profile, {
        wrap: (line, clock) => dyingAfter(line, clock, () => left),
      });
      await until(printer.status());

      left = bytes;
      const outcome = await until(printer.print(ticket));
      left = Infinity;
      const after = await until(printer.print(next));

      expect(after.outcome, `after ${bytes} bytes`).toBe(profile === 'status-only' ? 'unconfirmed' : 'confirmed');
      const papers = engine.papers();
      expect(isWhole(next, papers.pop())).toBe(true);
      if (outcome.outcome === 'not-printed') expect(papers).toEqual([]);
      else if (outcome.outcome === 'unknown') {
        expect(papers.filter(isVoid)).toHaveLength(1);
        const rows = papers.flatMap((paper) => rowsOf(ticket, paper));
        expect(rows).toEqual(Array.from({ length: rows.length }, (_, row) => row));
        expect(papers.flatMap((paper) => rowsOf(next, paper))).toEqual([]);
      } else expect(papers.map((paper) => isWhole(ticket, paper))).toEqual([true]);
    }
  });
});

test.each(['device', 'serial'] as const)('the %s is unplugged in mid-ticket and plugged in again', async (line) => {
  const { printer, emulator, device } = await printerWithEmulator('epson', line, { deadlines: shortDeadlines });
  emulator.stallAfterBytes(10_000); // so that it is unplugged while it prints
  const outcome = printer.print(picture(600));
  await expect.poll(() => emulator.hanging()).toBe(138);
  await device?.unplug();
  expect(await outcome).toEqual({ outcome: 'unknown', code: 'PRINTER_OFFLINE' });
  expect(await printer.status()).toEqual({ state: 'offline' });

  emulator.resume();
  await device?.replug();
  expect(await printer.print(next)).toEqual(confirmed);
  const papers = emulator.papers();
  expect(isWhole(next, papers.pop())).toBe(true);
  expect(papers.filter(isVoid)).toHaveLength(1);
});

test('a TCP connection is reset in mid-band', async () => {
  const { emulator } = await printerWithEmulator();
  let left = 10_000;
  const port = await listen((socket) => {
    const real = connect({ port: emulator.port, host: '127.0.0.1', noDelay: true });
    real.on('error', () => undefined);
    real.on('data', (bytes) => socket.write(bytes));
    real.on('close', () => socket.destroy());
    socket.on('close', () => real.end());
    socket.on('data', (bytes) => {
      const passed = bytes.subarray(0, left);
      left -= passed.length;
      real.write(passed, () => {
        if (left > 0) return;
        left = Infinity;
        socket.resetAndDestroy();
      });
    });
  });
  const printer = printerAt(port, { deadlines: attentive });
  expect(await printer.print(picture(600))).toEqual({ outcome: 'unknown', code: 'PRINT_UNCONFIRMED' });
  expect(await printer.print(next)).toEqual(confirmed);
  expect(emulator.papers().map(isVoid)).toEqual([true, false]);
  expect(isWhole(next, emulator.papers()[1])).toBe(true);
});
