import { expect, test } from 'vitest';
import { isWhole, picture, printerInMemory } from './fixtures.ts';

test('what a printer cannot confirm is not called confirmed, though it is on paper', async () => {
  const { printer, engine, until } = printerInMemory('status-only');
  for (const seed of [1, 2]) {
    expect(await until(printer.print(picture(600, seed)))).toEqual({ outcome: 'unconfirmed' });
    expect(isWhole(picture(600, seed), engine.papers().at(-1))).toBe(true);
  }
  expect(engine.papers()).toHaveLength(2);
});

test('it is waited for once: the next ticket is not kept back by questions that it never answers', async () => {
  const { printer, engine, clock, until } = printerInMemory('status-only');
  await until(printer.status());
  let papers = engine.papers().length;
  const asked = clock.monotonic();
  engine.onPaper(() => {
    papers = clock.monotonic() - asked;
  });
  await until(printer.print(picture()));
  expect(papers).toBeLessThan(200);
});
