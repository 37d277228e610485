import { expect, it } from 'vitest';
import { startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it.each([1, 5, 15])('pulled at APDU %i: told in plain words, and read when it is laid down again', async (apdus) => {
  const { obey, page, present, checkIn } = await startWholeKiosk();
  await obey({ type: 'pull-card-after', apdus });
  await present('valid');
  await page('identify', ({ problem, chip }) => problem === 'CARD_REMOVED' && chip === undefined);
  await page('identify', ({ card }) => card === 'absent');
  await obey({ type: 'insert-card', person: 'valid' });
  expect(await checkIn()).toMatchObject({ paper: { state: 'confirmed' } });
});
