import fc from 'fast-check';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { encodeTicket } from '../../drivers/printer/escpos.ts';
import { repetitions } from '../support/repetitions.ts';
import { bytesInRow, picture, printerInMemory, printerWithEmulator } from './fixtures.ts';

const realTimeCommands = [0x04, 0x05, 0x14].map((code) => Buffer.of(0x10, code));

test(
  'no picture makes a real-time command: status, recover, clear buffer, power off; and no dot is lost',
  { timeout: repetitions(30_000) },
  async () => {
    const mean = fc.constantFrom(0x00, 0x10, 0x04, 0x05, 0x14, 0x01, 0x18, 0xff);
    await fc.assert(
      fc.asyncProperty(fc.array(mean, { minLength: 1, maxLength: 40 * bytesInRow, size: 'max' }), async (bytes) => {
        const height = Math.ceil(bytes.length / bytesInRow);
        const data = new Uint8Array(height * bytesInRow);
        data.set(bytes);
        const encoded = Buffer.concat(encodeTicket({ width: 576, height, data }));
        expect(realTimeCommands.filter((command) => encoded.includes(command))).toEqual([]);

        const { printer, engine, until } = printerInMemory('clone');
        await until(printer.print({ width: 576, height, data }));
        const drawn = engine.papers()[0]?.dots ?? new Uint8Array();
        expect(data.every((byte, at) => ((drawn[at] ?? 0) & byte) === byte)).toBe(true); // dots may be added
      }),
      { numRuns: repetitions(50) },
    );
  },
);

test('a picture full of status requests is printed as dots and answered by nothing', async () => {
  const { emulator } = await printerWithEmulator('clone');
  const socket = connect(emulator.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const answers: Buffer[] = [];
  socket.on('data', (bytes) => answers.push(bytes));

  const dots = Buffer.alloc(bytesInRow * 2, Buffer.from([0x10, 0x04, 0x01]));
  const header = Buffer.from([0x1d, 0x76, 0x30, 0, bytesInRow, 0, 2, 0]);
  socket.write(Buffer.concat([header, dots, Buffer.from([0x1d, 0x56, 0x00, 0x1d, 0x72, 1])]));
  await expect.poll(() => Buffer.concat(answers).toString('hex')).toBe('00');
  expect(Buffer.from(emulator.papers()[0]?.dots ?? []).equals(dots)).toBe(true);
});

test('an Epson answers such a picture, which is why none is sent', async () => {
  const { emulator } = await printerWithEmulator('epson');
  const socket = connect(emulator.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const answers: Buffer[] = [];
  socket.on('data', (bytes) => answers.push(bytes));
  const dots = Buffer.alloc(3, Buffer.from([0x10, 0x04, 0x01]));
  socket.write(Buffer.concat([Buffer.from([0x1d, 0x76, 0x30, 0, 3, 0, 1, 0]), dots]));
  await expect.poll(() => Buffer.concat(answers).toString('hex')).toBe('12');
});

test('a ticket that arrives byte by byte prints the same paper', async () => {
  const { emulator } = await printerWithEmulator();
  const socket = connect({ port: emulator.port, host: '127.0.0.1', noDelay: true });
  onTestFinished(() => void socket.destroy());
  const ticket = Buffer.concat(encodeTicket(picture(20)));
  socket.write(ticket);
  for (const byte of ticket) await new Promise((sent) => socket.write(Uint8Array.of(byte), sent));
  await expect.poll(() => emulator.papers().length).toBe(2);
  const [whole, split] = emulator.papers();
  expect(split?.png).toEqual(whole?.png);
  expect(split?.escpos).toEqual(whole?.escpos);
});
