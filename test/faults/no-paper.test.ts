import { expect, it } from 'vitest';
import type { PrintedPaper } from '../../drivers/simulated/printer/paper.ts';
import { readText } from '../ticket/paper.ts';
import { startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

function last(papers: PrintedPaper[]): Uint8Array {
  const paper = papers.findLast(({ cut }) => cut);
  if (!paper) throw new Error('no paper was cut off');
  return paper.png;
}

it('known before the promise: no number is spent until she says so, and then it is shown, not a dot is sent', async () => {
  const { obey, page, send, present, review, log, papers } = await startWholeKiosk();
  await obey({ type: 'paper', state: 'out' });
  await present('valid');
  await review(({ printer }) => printer === 'no-paper');
  await send({ type: 'confirm' });
  await page('review');
  expect(log.some(({ event }) => event === 'number')).toBe(false);

  await send({ type: 'without-paper' });
  expect(await page('ticket', ({ paper }) => paper.state !== 'printing')).toMatchObject({
    number: 'A001',
    paper: { state: 'failed', code: 'PRINTER_NO_PAPER' },
  });
  await obey({ type: 'paper', state: 'ok' });
  expect(papers()).toEqual([]);
});

it('in the middle of the ticket: on her command the same number again, marked as a reprint, and so if she comes again', async () => {
  const { obey, send, page, present, checkIn, comeAgain, clock, log, papers } = await startWholeKiosk();
  const printed = () => log.filter(({ event }) => event === 'printed');
  await obey({ type: 'tear-paper', afterBytes: 6_000 });
  await present('valid');
  expect(await checkIn()).toMatchObject({
    number: 'A001',
    paper: { state: 'unknown', code: 'PRINTER_NO_PAPER' },
    canReprint: false,
  });
  // Nobody changes a roll faster than the kiosk sees it end.
  await expect
    .poll(() => log.some((line) => line.event === 'devices' && line.printer === 'no-paper'), { timeout: 20_000 })
    .toBe(true);
  await obey({ type: 'paper', state: 'ok' });
  await page('ticket', ({ canReprint }) => canReprint);
  expect(printed()).toHaveLength(1);
  expect(log).toContainEqual({ event: 'renewed', part: 'roll', by: 'printer' });

  await send({ type: 'reprint' });
  expect(await page('ticket', ({ paper }) => paper.state !== 'printing')).toMatchObject({
    number: 'A001',
    paper: { state: 'confirmed' },
  });
  expect(printed()).toMatchObject([{ outcome: 'unknown' }, { outcome: 'confirmed', reprint: true }]);
  expect(readText(last(papers()))).toContain('IN LẠI');

  await send({ type: 'finish' });
  clock.pass(3_000);
  await page('home');
  await obey({ type: 'remove-card' });
  await present('valid');
  expect(await comeAgain()).toMatchObject({ number: 'A001', paper: { state: 'confirmed' } });
  expect(log.filter(({ event }) => event === 'number')).toMatchObject([{ repeated: false }, { repeated: true }]);
  expect(readText(last(papers()))).toContain('IN LẠI');
});

it('in the middle of the ticket, and she is gone: staff see which number, and print it again', async () => {
  const { obey, send, page, maintain, clock, log, papers } = await startWholeKiosk();
  await obey({ type: 'tear-paper', afterBytes: 6_000 });
  await send({ type: 'choose-service', service: 'queue-ticket' }, { type: 'answer', option: 'cashier' });
  await page('ticket', ({ paper }) => paper.state === 'unknown');
  await send({ type: 'finish' });
  clock.pass(3_000);
  await page('home');

  await obey({ type: 'paper', state: 'ok' });
  expect(await maintain()).toMatchObject({ unsettled: [{ number: 'K001' }] });
  await send({ type: 'settle', number: 'K001', by: 'reprint' });
  expect(await page('maintenance', ({ checks }) => checks.length > 0)).toMatchObject({
    unsettled: [],
    checks: [{ name: 'reprint', passed: true }],
  });
  expect(log).toContainEqual({ event: 'settled', number: 'K001', by: 'reprint' });
  expect(readText(last(papers()))).toMatch(/IN LẠI[^]*K001/);
});
