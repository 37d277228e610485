import { expect, it } from 'vitest';
import { startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it('right data without the private key: refused, with a slip that tells the clerk, and no number', async () => {
  const { page, present, log, papers } = await startWholeKiosk();
  await present('cloned');
  expect(await page('desk', ({ paper }) => paper.state !== 'printing')).toMatchObject({
    reason: 'CARD_CLONED',
    paper: { state: 'confirmed' },
  });
  expect(log).toContainEqual(
    expect.objectContaining({ event: 'verified', identity: 'refused', reason: 'CARD_CLONED' }),
  );
  expect(log.some(({ event }) => event === 'number')).toBe(false);
  expect(papers()).toHaveLength(1);
});
