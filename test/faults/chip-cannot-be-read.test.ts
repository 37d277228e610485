import { expect, it } from 'vitest';
import { startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it('a dead chip: what a paper says leads to a number, marked "chưa xác minh", and the log says nobody’s data', async () => {
  const { obey, send, page, log, checkIn, clock, papers } = await startWholeKiosk();
  await send({ type: 'choose-service', service: 'insurance-check-in' });
  await obey({ type: 'scan', person: 'valid', what: 'citizen-card' });
  for (const canDeclare of [false, true]) {
    await obey({ type: 'insert-unresponsive-card' });
    await page('identify', (shown) => shown.problem === 'CARD_MUTE' && shown.canDeclare === canDeclare);
    await obey({ type: 'remove-card' });
    await page('identify', ({ problem }) => problem === undefined);
  }
  await send({ type: 'declare' });
  expect(await page('person')).toMatchObject({
    maskedName: 'N. T. HƯỜNG',
    birthYear: '1951',
    identity: 'declared',
    eligibility: { status: 'valid' },
  });
  expect(await checkIn()).toMatchObject({ unverified: true, paper: { state: 'confirmed' } });

  // Her health-insurance card alone does too.
  await send({ type: 'finish' });
  await page('cleared');
  clock.pass(3_000);
  await page('home');
  await send({ type: 'choose-service', service: 'insurance-check-in' });
  await obey({ type: 'scan', person: 'valid', what: 'insurance-card' });
  expect(await page('person')).toMatchObject({ maskedName: 'N. T. HƯỜNG', identity: 'declared' });
  expect(await checkIn()).toMatchObject({ unverified: true });
  expect(papers()).toHaveLength(2);

  expect(log).toContainEqual(expect.objectContaining({ event: 'verified', identity: 'declared' }));
  const written = JSON.stringify(log);
  for (const secret of ['099151012345', 'DN499', 'HƯỜNG', '1951-03-08']) expect(written).not.toContain(secret);
});
