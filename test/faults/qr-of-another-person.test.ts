import { expect, it } from 'vitest';
import { startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it('the chip stays shut; the right QR opens it', async () => {
  const { obey, send, page, log, checkIn } = await startWholeKiosk();
  await send({ type: 'choose-service', service: 'insurance-check-in' });
  await obey({ type: 'scan', person: 'expired', what: 'citizen-card' }, { type: 'insert-card', person: 'valid' });
  await page('identify', ({ problem, number }) => problem === 'CARD_ACCESS_DENIED' && number === 'missing');
  expect(log.filter(({ event }) => event === 'chip-read')).toEqual([]);
  await obey({ type: 'scan', person: 'valid', what: 'citizen-card' });
  expect(await checkIn()).toMatchObject({ number: 'A001' });
});

it('a code of something else is not for this kiosk', async () => {
  const { obey, send, page } = await startWholeKiosk();
  await send({ type: 'choose-service', service: 'insurance-check-in' });
  await obey({ type: 'scan', person: 'valid', what: 'foreign' });
  await page('identify', ({ problem }) => problem === 'SCAN_NOT_FOR_KIOSK');
});
