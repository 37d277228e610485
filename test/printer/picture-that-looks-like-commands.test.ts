import fc from 'fast-check';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { encodeTicket } from '../../drivers/printer/escpos.ts';
import { repetitions } from '../support/repetitions.ts';
import { bytesInRow, dotsOf, picture, printerWithEmulator } from './fixtures.ts';

test(
  'no picture makes a real-time command: status, recover, clear buffer, power off',
  { timeout: repetitions(30_000) },
  () => {
    const mean = fc.constantFrom(0x10, 0x04, 0x05, 0x14, 0x01, 0x18, 0xff);
    fc.assert(
      fc.property(fc.array(mean, { minLength: 1, maxLength: 4 * bytesInRow }), (bytes) => {
        const height = Math.ceil(bytes.length / bytesInRow);
        const data = new Uint8Array(height * bytesInRow);
        data.set(bytes);
        const encoded = Buffer.from(encodeTicket({ width: 576, height, data }));
        for (const command of [0x04, 0x05, 0x14]) expect(encoded.includes(Buffer.from([0x10, command]))).toBe(false);
        const drawn = encoded.subarray(10, 10 + data.length);
        for (const [at, byte] of data.entries()) expect((drawn[at] ?? 0) & byte).toBe(byte); // dots may be added, never lost
      }),
      { numRuns: repetitions(100) },
    );
  },
);

test('a picture full of status requests is printed as dots and answered by nothing', async () => {
  const { emulator } = await printerWithEmulator();
  const socket = connect(emulator.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const answers: Buffer[] = [];
  socket.on('data', (bytes) => answers.push(bytes));

  const dots = Buffer.alloc(bytesInRow * 2, Buffer.from([0x10, 0x04, 0x01]));
  socket.write(
    Buffer.concat([
      Buffer.from([0x1d, 0x76, 0x30, 0, bytesInRow, 0, 2, 0]),
      dots,
      Buffer.from([0x1d, 0x56, 0x00, 0x1d, 0x72, 1]),
    ]),
  );
  await expect.poll(() => Buffer.concat(answers).toString('hex')).toBe('00');
  const [paper] = emulator.papers();
  expect(Buffer.from(dotsOf(paper?.png ?? new Uint8Array())).equals(dots)).toBe(true);
});

test('a ticket that arrives byte by byte prints the same paper', async () => {
  const { printer, emulator } = await printerWithEmulator();
  const ticket = picture(20);
  await printer.print(ticket);
  const socket = connect({ port: emulator.port, host: '127.0.0.1', noDelay: true });
  onTestFinished(() => void socket.destroy());
  for (const byte of encodeTicket(ticket)) await new Promise((sent) => socket.write(Uint8Array.of(byte), sent));
  await expect.poll(() => emulator.papers().length).toBe(2);
  const [whole, split] = emulator.papers();
  expect(split?.png).toEqual(whole?.png);
  expect(split?.escpos).toEqual(whole?.escpos);
});
