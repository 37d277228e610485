import { expect, it } from 'vitest';
import { traveller } from '../../drivers/simulated/people.ts';
import { startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it('is read by its MRZ and leads to a number, marked "chưa xác minh"; its MRZ stands in no log', async () => {
  const { obey, send, page, log, checkIn } = await startWholeKiosk();
  await send({ type: 'choose-service', service: 'insurance-check-in' }, { type: 'other-papers' });
  await send({ type: 'show-paper', paper: 'passport' });
  await obey({ type: 'scan', person: 'valid', what: 'passport' }, { type: 'insert-other-card', card: 'passport' });
  expect(await page('person')).toMatchObject({ maskedName: 'L. Å. MÄRTA', birthYear: '1974', identity: 'unproved' });
  expect(await checkIn()).toMatchObject({ unverified: true, paper: { state: 'confirmed' } });
  const written = JSON.stringify(log);
  for (const secret of [traveller.documentNumber, 'LINDQVIST', traveller.birthDate])
    expect(written).not.toContain(secret);
});
