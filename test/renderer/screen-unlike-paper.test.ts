import { afterAll, beforeAll, expect, it } from 'vitest';
import { ticketCode } from '../../src/contract/ticket.ts';
import { readQr } from '../ticket/paper.ts';
import { sampleViews } from './sample-views.ts';
import { openKiosk, type Kiosk } from './support.ts';

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

const [ticket] = sampleViews.ticket;
const [home] = sampleViews.home;
if (!ticket || !home) throw new Error('a sample is missing');

const text = () => kiosk.page.locator('body').innerText();

it('another program reads the same from the QR on the screen as from the one on paper', async () => {
  await kiosk.show(ticket);
  const png = await kiosk.page.locator('svg.qr').screenshot();
  expect(readQr(png)).toEqual([ticketCode(ticket.ticketToken)]);
  expect(ticketCode(ticket.ticketToken)).toBe(`TRAM:${ticket.ticketToken}`);
});

it('tells how many wait before a person only where that is known', async () => {
  const { ahead, ...unknown } = ticket;
  await kiosk.show(ticket);
  expect(await text()).toContain(`Có ${String(ahead)} người chờ trước ông/bà`);
  await kiosk.show(unknown);
  expect(await text()).not.toContain('chờ trước');
});

it('a person sent to the desk is not told to lay the card down again', async () => {
  const [desk] = sampleViews.desk;
  if (!desk) throw new Error('a sample is missing');
  await kiosk.show({ ...desk, reason: 'CARD_UNREADABLE' });
  expect(await text()).toContain('Máy chưa đọc được thẻ. Nhân viên sẽ giúp ông/bà.');
  expect(await text()).not.toContain('đặt lại');
});

it('a card that somebody left is announced before the next visit begins', async () => {
  for (const page of [home, { name: 'cleared' as const, cardLeft: false }]) {
    await kiosk.show({ ...page, cardLeft: true });
    expect(await text()).toContain('Trên máy còn giấy tờ của ai đó.');
    await kiosk.show({ ...page, cardLeft: false });
    expect(await text()).not.toContain('Trên máy còn giấy tờ của ai đó.');
  }
});
