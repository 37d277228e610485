import { expect, it } from 'vitest';
import { readText } from '../ticket/paper.ts';
import { startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it('known before printing: the number is kept and shown, not a dot is sent', async () => {
  const { obey, present, checkIn, papers } = await startWholeKiosk();
  await obey({ type: 'paper', state: 'out' });
  await present('valid');
  expect(await checkIn()).toMatchObject({ number: 'A001', paper: { state: 'failed', code: 'PRINTER_NO_PAPER' } });
  await obey({ type: 'paper', state: 'ok' });
  expect(papers()).toEqual([]);
});

it('in the middle of the ticket: the number stays, and she who comes again gets the same one, marked as a reprint', async () => {
  const { obey, send, page, present, checkIn, clock, log, papers } = await startWholeKiosk();
  await obey({ type: 'tear-paper', afterBytes: 6_000 });
  await present('valid');
  expect(await checkIn()).toMatchObject({ number: 'A001', paper: { state: 'failed', code: 'PRINTER_NO_PAPER' } });
  await send({ type: 'finish' });
  clock.pass(3_000);
  await page('home');

  await obey({ type: 'paper', state: 'ok' }, { type: 'remove-card' });
  await present('valid');
  expect(await checkIn()).toMatchObject({ number: 'A001', paper: { state: 'confirmed' } });
  expect(log.filter(({ event }) => event === 'number')).toMatchObject([{ repeated: false }, { repeated: true }]);
  const whole = papers().findLast(({ cut }) => cut);
  expect(whole && readText(whole.png)).toContain('IN LẠI');
});
