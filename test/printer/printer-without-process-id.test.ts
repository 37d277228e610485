import { expect, test } from 'vitest';
import { asksStatus, dotsOf, listen, picture, printerAt, printerWithEmulator } from './fixtures.ts';

test('a clone that does not know GS ( H confirms by the fence behind the ticket', async () => {
  const { printer, emulator } = await printerWithEmulator('clone');
  for (const seed of [1, 2, 3]) {
    const ticket = picture(400, seed);
    expect(await printer.print(ticket)).toEqual({ outcome: 'confirmed', by: 'fence' });
    const paper = emulator.papers().at(-1);
    expect(
      Buffer.from(dotsOf(paper?.png ?? new Uint8Array()))
        .subarray(0, ticket.data.length)
        .equals(ticket.data),
    ).toBe(true);
  }
  expect(emulator.papers()).toHaveLength(3);
});

test('the fence of an earlier, torn job, answered late, does not confirm the next ticket', async () => {
  const port = await listen((socket) => {
    socket.on('data', (bytes) => {
      if (asksStatus(bytes)) socket.write(Buffer.from([0x12, 0x12, 0x12, 0x12]));
      else if (bytes.length < 100) {
        socket.write(Buffer.of(0x00));
        setTimeout(() => socket.write(Buffer.of(0x00)), 40);
      }
    });
  });
  expect(await printerAt(port).print(picture())).toEqual({ outcome: 'unknown', code: 'PRINT_UNCONFIRMED' });
});
