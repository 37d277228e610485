import { describe, expect, test } from 'vitest';
import { bytesInRow, dotsOf, picture, printerWithEmulator } from './fixtures.ts';

const ticket = picture(600);
const feed = 48;

describe.each(['epson', 'clone', 'status-only'] as const)('%s', (profile) => {
  test.each([0, 71, bytesInRow, 128 * bytesInRow, 30_001, 599 * bytesInRow])(
    'paper ends after %d bytes: unknown, and the printer finishes the ticket on the next roll',
    async (bytes) => {
      const { printer, emulator } = await printerWithEmulator(profile);
      emulator.tearAfterBytes(bytes);
      expect(await printer.print(ticket)).toEqual({ outcome: 'unknown', code: 'PRINTER_NO_PAPER' });
      expect(await printer.print(ticket)).toEqual({ outcome: 'not-printed', code: 'PRINTER_NO_PAPER' });

      const printed = Math.floor(bytes / bytesInRow);
      expect(emulator.papers().map(({ height, cut }) => ({ height, cut }))).toEqual(
        printed > 0 ? [{ height: printed, cut: false }] : [],
      );

      emulator.setPaper('ok');
      const papers = emulator.papers();
      expect(papers.at(-1)).toMatchObject({ height: 600 - printed + feed, cut: true });
      const whole = Buffer.concat(papers.map(({ png }) => dotsOf(png))).subarray(0, ticket.data.length);
      expect(whole.equals(ticket.data)).toBe(true);
    },
  );
});
