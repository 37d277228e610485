import { expect, test } from 'vitest';
import { isWhole, picture, printerInMemory } from './fixtures.ts';

/** 150 mm/s. */
const rowTime = 1 / 1.2;

test.each([0, 5, 8])('a line with %d ms each way keeps a printer of 150 mm/s busy all the time', async (latency) => {
  const { printer, engine, clock, until } = printerInMemory('clone', { rowTime, latency });
  await until(printer.status());
  const began = clock.monotonic();
  expect(await until(printer.print(picture(1_000)))).toMatchObject({ outcome: 'confirmed' });
  // To the printer and back: connect, status, proof, ticket.
  expect(clock.monotonic() - began).toBeLessThan(1_000 * rowTime + 8 * latency + 20);
  expect(isWhole(picture(1_000), engine.papers()[0])).toBe(true);
});

test('its first byte is at the printer after three round trips', async () => {
  let first: number | undefined;
  const { printer, clock, until } = printerInMemory('clone', {
    latency: 8,
    wrap: (open, clock) => (events) => {
      const line = open(events);
      return {
        ...line,
        send(bytes) {
          if (bytes.length > 500) first ??= clock.monotonic();
          line.send(bytes);
        },
      };
    },
  });
  await until(printer.status());
  const began = clock.monotonic();
  await until(printer.print(picture()));
  expect((first ?? Infinity) - began).toBeLessThanOrEqual(60);
});
