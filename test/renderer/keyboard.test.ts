import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Command } from '../../src/contract/commands.ts';
import type { Page } from '../../src/contract/session-view.ts';
import { sampleViews } from './sample-views.ts';
import { heedEarlyTouches, openKiosk, type Kiosk } from './support.ts';

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
  await heedEarlyTouches(kiosk.page);
});
afterAll(() => kiosk.close());
beforeEach(() => {
  kiosk.stage.commands.length = 0;
});

async function appear(page: Page | undefined, idle?: { secondsLeft: number }) {
  if (!page) throw new Error('a sample is missing');
  await kiosk.show({ name: 'cleared', cardLeft: false });
  await kiosk.show(page, idle ? { idle } : {});
}

/** Presses `key` until the control with this name has the focus, starting at the heading where every page starts. */
async function reach(name: string, key: string) {
  for (let presses = 0; presses < 30; presses++) {
    await kiosk.page.keyboard.press(key);
    const focused = await kiosk.page.evaluate(() => {
      const { activeElement: at } = document;
      return at && { name: at.textContent.trim(), ring: parseFloat(getComputedStyle(at).outlineWidth) };
    });
    if (focused?.name !== name) continue;
    expect(focused.ring).toBeGreaterThanOrEqual(3);
    return;
  }
  throw new Error(`${name} cannot be reached by ${key}`);
}

const priority = sampleViews.question.find(
  ({ question }) => question.kind === 'choice' && question.options.some(({ id }) => id === 'none'),
);

const mainActions: [Page | undefined, string, Command][] = [
  [sampleViews.home[0], 'Lấy số thứ tự', { type: 'choose-service', service: 'queue-ticket' }],
  [sampleViews.identify[0], 'Nhập 12 số', { type: 'type-number' }],
  [sampleViews['number-entry'][0], 'Tiếp tục', { type: 'submit' }],
  [sampleViews.checking[0], 'Huỷ', { type: 'cancel' }],
  [sampleViews.person[0], 'Đúng, là tôi', { type: 'confirm' }],
  [sampleViews.person[2], 'Khám dịch vụ', { type: 'confirm' }],
  [sampleViews.person[3], 'Đến quầy', { type: 'ask-staff' }],
  [priority, 'Không', { type: 'answer', option: 'none' }],
  [sampleViews.review[0], 'In phiếu', { type: 'confirm' }],
  [sampleViews.review[0], 'Sửa', { type: 'back' }],
  [sampleViews.review[1], 'Lấy số, không có phiếu', { type: 'without-paper' }],
  [sampleViews.ticket[3], 'In lại phiếu', { type: 'reprint' }],
  [sampleViews.ticket[1], 'Xong', { type: 'finish' }],
  [sampleViews.desk[0], 'Xong', { type: 'finish' }],
  [sampleViews['out-of-service'][0], 'English', { type: 'language', language: 'en' }],
  [sampleViews['maintenance-pin'][0], 'Thoát', { type: 'cancel' }],
  [sampleViews.maintenance[0], 'Đọc thử thẻ', { type: 'maintenance', action: 'test-read' }],
  [sampleViews.maintenance[0], 'Đã thay máy in', { type: 'maintenance', action: 'new-printer' }],
  [sampleViews.maintenance[1], 'H042: in lại', { type: 'settle', number: 'H042', by: 'reprint' }],
  [sampleViews.maintenance[0], 'Đưa máy vào phục vụ', { type: 'maintenance', action: 'return-to-service' }],
];

it.each(mainActions.map(([page, name, command]) => [page?.name, name, page, command] as const))(
  'no hand for the screen: %s → %s',
  async (_, name, page, command) => {
    await appear(page);
    expect(await kiosk.page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    await reach(name, 'Tab');
    await kiosk.page.keyboard.press('Enter');
    await expect.poll(() => kiosk.stage.commands).toEqual([command]);
  },
);

it('a keypad with arrows only', async () => {
  await appear(sampleViews.person[0]);
  await reach('Không phải tôi', 'ArrowDown');
  await reach('Đúng, là tôi', 'ArrowUp');
  await kiosk.page.keyboard.press('Enter');
  await expect.poll(() => kiosk.stage.commands).toEqual([{ type: 'confirm' }]);
});

it('keeps the focus within the idle warning, which Escape does not close', async () => {
  await appear(sampleViews.person[0], { secondsLeft: 20 });
  await kiosk.page.keyboard.press('Escape');
  await kiosk.page.keyboard.press('Escape');
  expect(await kiosk.page.locator('dialog').isVisible()).toBe(true);
  await reach('Kết thúc', 'ArrowDown');
  await reach('Tôi cần thêm thời gian', 'ArrowDown');
  await kiosk.page.keyboard.press('Enter');
  await expect.poll(() => kiosk.stage.commands).toEqual([{ type: 'more-time' }]);
});

it('types digits where digits are wanted, and nowhere else', async () => {
  await appear(sampleViews['number-entry'][0]);
  await kiosk.page.keyboard.type('0991');
  await expect
    .poll(() => kiosk.stage.commands)
    .toEqual(['0', '9', '9', '1'].map((digit) => ({ type: 'digit', digit })));
  kiosk.stage.commands.length = 0;
  await appear(sampleViews.review[0]);
  await kiosk.page.keyboard.type('0991');
  await appear(sampleViews['number-entry'][0], { secondsLeft: 20 });
  await kiosk.page.keyboard.type('0991');
  await kiosk.page.waitForTimeout(100);
  expect(kiosk.stage.commands).toEqual([]);
});

it('passes function keys on at once, the page that just appeared included', async () => {
  await kiosk.show({ name: 'cleared', cardLeft: false });
  for (const key of ['F2', 'F10', 'F12']) await kiosk.page.keyboard.press(key);
  await expect.poll(() => kiosk.stage.commands).toEqual(['F2', 'F10', 'F12'].map((key) => ({ type: 'key', key })));
});

it('does nothing on every other key and on the browser’s own shortcuts', async () => {
  await appear(sampleViews.review[0]);
  await reach('In phiếu', 'Tab');
  const before = kiosk.requested.length;
  for (const key of [
    'Space',
    'a',
    'Backspace',
    'Escape',
    'Control+r',
    'Control+p',
    'Alt+ArrowLeft',
    'Control+Enter',
    'PageDown',
  ])
    await kiosk.page.keyboard.press(key);
  await kiosk.page.waitForTimeout(200);
  expect(kiosk.stage.commands).toEqual([]);
  expect(kiosk.requested.length).toBe(before);
});

it('sends the PIN whole and forgets it', async () => {
  await appear(sampleViews['maintenance-pin'][0]);
  await kiosk.page.keyboard.type('990151');
  expect(await kiosk.page.evaluate(() => document.documentElement.outerHTML)).not.toContain('990151');
  await reach('Mở bảo trì', 'Tab');
  await kiosk.page.keyboard.press('Enter');
  await expect.poll(() => kiosk.stage.commands).toEqual([{ type: 'pin', pin: '990151' }]);
  await kiosk.page.getByText('Số đã nhập: 0.').waitFor({ state: 'attached' });
});

it('goes through the lowest row of the low screen in the order in which it is seen', async () => {
  await kiosk.show({ name: 'cleared', cardLeft: false });
  const [person] = sampleViews.person;
  if (!person) throw new Error('a sample is missing');
  await kiosk.show(person, { settings: { lowScreen: true } });
  const ways = await kiosk.page.evaluate(() =>
    [...document.querySelectorAll('footer .ways button')].map((button) => ({
      name: button.textContent.trim(),
      left: button.getBoundingClientRect().left,
    })),
  );
  expect(ways.map(({ name }) => name)).toEqual(['Quay lại', 'Đúng, là tôi', 'Không phải tôi', 'Đến quầy']);
  expect(ways).toEqual(ways.toSorted((a, b) => a.left - b.left));
});
