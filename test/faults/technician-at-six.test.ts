import { expect, it } from 'vitest';
import { maintenance, startSurroundings, startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it('keys and PIN open maintenance; the machine returns to service after a self-test only', async () => {
  const { send, obey, page, clock } = await startWholeKiosk();
  await send(...maintenance.keys.map((key) => ({ type: 'key' as const, key })));
  await page('maintenance-pin');
  await send({ type: 'pin', pin: '00000000' });
  await page('maintenance-pin', ({ problem }) => problem === 'PIN_WRONG');
  await send({ type: 'pin', pin: maintenance.pin });
  expect(await page('maintenance', ({ busy }) => busy === 'no')).toMatchObject({ backend: 'up', unsentCount: 0 });

  await send({ type: 'maintenance', action: 'test-print' });
  expect((await page('maintenance', ({ checks }) => checks.length > 0)).checks).toMatchObject([
    { name: 'test-print', passed: true },
  ]);

  await send({ type: 'maintenance', action: 'test-read' });
  await page('maintenance', ({ busy }) => busy === 'test-card');
  await obey({ type: 'scan', person: 'valid', what: 'citizen-card' }, { type: 'insert-card', person: 'valid' });
  const { checks } = await page('maintenance', ({ checks }) => checks.some(({ name }) => name === 'test-read'));
  expect(checks).toMatchObject([
    { name: 'test-read', passed: true, text: { en: expect.stringContaining('DG1, DG13, DG14, DG15') as string } },
  ]);
  expect(JSON.stringify(checks)).not.toContain('HƯỜNG');

  await obey({ type: 'cover', open: true });
  await send({ type: 'maintenance', action: 'return-to-service' });
  const failed = await page(
    'maintenance',
    ({ busy, checks }) => busy === 'no' && checks.some(({ name }) => name === 'printer'),
  );
  expect(failed.checks.find(({ name }) => name === 'printer')).toMatchObject({
    passed: false,
    text: { vi: expect.stringContaining('Nắp') as string },
  });
  await send({ type: 'maintenance', action: 'leave' });
  expect(await page('out-of-service')).toMatchObject({ reason: 'IN_MAINTENANCE' });

  await obey({ type: 'cover', open: false });
  await send(...maintenance.keys.map((key) => ({ type: 'key' as const, key })));
  await send({ type: 'pin', pin: maintenance.pin });
  await page('maintenance', ({ busy }) => busy === 'no');
  await send({ type: 'maintenance', action: 'return-to-service' });
  await page('home');
  clock.pass(600_000);
  await page('home');
});

it('forgotten in maintenance: out of service, not open to the next person', async () => {
  const { send, page, clock } = await startWholeKiosk();
  await send(...maintenance.keys.map((key) => ({ type: 'key' as const, key })));
  await send({ type: 'pin', pin: maintenance.pin });
  await page('maintenance', ({ busy }) => busy === 'no');
  clock.pass(300_000);
  await page('out-of-service');
});

it('pulling the plug replaces no self-test', async () => {
  const around = await startSurroundings();
  const { send, page, close } = await startWholeKiosk(around);
  await send(...maintenance.keys.map((key) => ({ type: 'key' as const, key })));
  await send({ type: 'pin', pin: maintenance.pin });
  await page('maintenance', ({ busy }) => busy === 'no');
  await close();
  await startWholeKiosk(around, 'out-of-service');
});
