import { it } from 'vitest';
import { startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it('is named as such, once, and the right card is read when it takes its place', async () => {
  const { obey, send, page, checkIn } = await startWholeKiosk();
  await send({ type: 'choose-service', service: 'insurance-check-in' });
  await obey({ type: 'scan', person: 'valid', what: 'citizen-card' }, { type: 'insert-other-card', card: 'foreign' });
  await page('identify', ({ problem, chip }) => problem === 'CARD_NOT_SUPPORTED' && chip === undefined);
  await obey({ type: 'remove-card' });
  await page('identify', ({ card }) => card === 'absent');
  await obey({ type: 'insert-card', person: 'valid' });
  await checkIn();
});
