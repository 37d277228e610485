import { expect, it } from 'vitest';
import { usualTicketSettings } from '../../src/main/config.ts';
import { startSurroundings, startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it('told in the log when four fifths are gone, each day, and to the technician; the count is the paper’s own', async () => {
  const around = await startSurroundings();
  const ticket = { ...usualTicketSettings, rollMetres: 1, printerLife: { lines: 100_000, cuts: 2 } };
  const { send, page, maintain, clock, log, papers } = await startWholeKiosk({
    ...around,
    config: { ...around.config, ticket },
  });
  const alarms = () => log.filter((line) => line.event === 'wear' && line.worn.includes('cutter'));

  for (const option of ['cashier', 'pharmacy']) {
    expect(alarms()).toEqual([]);
    await send({ type: 'choose-service', service: 'queue-ticket' }, { type: 'answer', option });
    await page('ticket', ({ paper }) => paper.state === 'confirmed');
    await send({ type: 'finish' });
    clock.pass(3_000);
    await page('home');
  }
  expect(alarms()).toHaveLength(1);
  clock.pass(86_400_000);
  expect(alarms()).toHaveLength(2);

  // The emulator's papers hold the feed before the cut, which wears no line of the head.
  const millimetres = papers().reduce((sum, { height }) => sum + height / 8, 0);
  const { wear } = await maintain();
  expect(wear).toMatchObject({ cuts: 2, worn: ['cutter'], life: { cutter: 2 } });
  expect(Math.abs((wear?.lines ?? 0) - (millimetres * 8) / 30)).toBeLessThan(10);
  expect(wear?.metresLeft).toBe(Math.max(0, Math.floor(1 - (millimetres + 28) / 1_000)));

  await send({ type: 'maintenance', action: 'new-printer' });
  expect(await page('maintenance', ({ wear, busy }) => busy === 'no' && wear?.cuts === 0)).toMatchObject({
    wear: { lines: 0, cuts: 0, worn: [], metresLeft: 1 },
  });
  expect(log).toContainEqual({ event: 'renewed', part: 'printer', by: 'technician' });
});
