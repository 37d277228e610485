import { expect, it } from 'vitest';
import { startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it('before the card is read: a slip for the desk, and the chip is left alone', async () => {
  const { backend, page, present, papers, log } = await startWholeKiosk();
  await backend.close();
  await present('valid');
  expect(await page('desk', ({ paper }) => paper.state !== 'printing')).toMatchObject({
    reason: 'BACKEND_UNREACHABLE',
    paper: { state: 'confirmed' },
  });
  expect(papers()).toHaveLength(1);
  expect(log.some(({ event }) => event === 'chip-read')).toBe(false);
});

it('between the check and the number: a slip for the desk', async () => {
  const { backend, page, present, send } = await startWholeKiosk();
  await present('valid');
  await page('person');
  await backend.close();
  await send({ type: 'confirm' }, { type: 'answer', option: 'eyes' }, { type: 'confirm' });
  expect(await page('desk', ({ paper }) => paper.state !== 'printing')).toMatchObject({
    reason: 'BACKEND_UNREACHABLE',
    paper: { state: 'confirmed' },
  });
});
