import { expect, it } from 'vitest';
import { startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it('services that want a chip are closed with the reason, the others go on, and all return by themselves', async () => {
  const { obey, send, page, present, checkIn, clock } = await startWholeKiosk();
  await obey({ type: 'kill-pcscd' });
  const { services } = await page('home', ({ services }) => services.some(({ problem }) => problem !== undefined));
  expect(services.flatMap(({ id, problem }) => (problem ? [[id, problem]] : []))).toEqual([
    ['licence-renewal', 'READER_MISSING'],
  ]);
  await send({ type: 'choose-service', service: 'queue-ticket' }, { type: 'answer', option: 'cashier' });
  expect(await page('ticket', ({ paper }) => paper.state !== 'printing')).toMatchObject({
    number: 'K001',
    paper: { state: 'confirmed' },
  });
  await send({ type: 'finish' });
  await page('cleared');

  await obey({ type: 'start-pcscd' });
  clock.pass(3_000);
  await page('home', ({ services }) => services.every(({ problem }) => problem === undefined));
  await present('valid');
  expect(await checkIn()).toMatchObject({ paper: { state: 'confirmed' } });
});
