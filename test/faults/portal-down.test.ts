import { expect, it } from 'vitest';
import { startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it.each(['down', 'slow'] as const)('%s: a number all the same, marked "chưa xác minh"', async (mode) => {
  const { obey, page, present, checkIn, papers } = await startWholeKiosk();
  await obey({ type: 'portal', mode });
  await present('valid');
  expect(await page('person')).toMatchObject({ identity: 'proved', eligibility: { status: 'unverified' } });
  expect(await checkIn()).toMatchObject({ number: 'A001', unverified: true, paper: { state: 'confirmed' } });
  expect(papers()).toHaveLength(1);
});
