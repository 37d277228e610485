import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Page } from '../../src/contract/session-view.ts';
import { heedEarlyTouches, openKiosk, type Kiosk } from './support.ts';

const text = { kind: 'text', title: { vi: 'Gửi về địa chỉ nào?', en: 'To which address?' }, length: 40 } as const;
const question: Page = { name: 'question', question: text };

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
  await heedEarlyTouches(kiosk.page);
});
afterAll(() => kiosk.close());
beforeEach(async () => {
  kiosk.stage.commands.length = 0;
  await kiosk.show({ name: 'cleared', cardLeft: false });
  await kiosk.show(question);
});

const field = () => kiosk.page.locator('output').innerText();
const tap = (name: string) => kiosk.page.getByRole('button', { name, exact: true }).click();
const submit = () => tap('Tiếp tục');

it('writes what stands on the keys, with one tone for a word', async () => {
  for (const key of ['H', 'o', 'a', 'n', 'sắc', 'huyền', 'Xoá chữ cuối', 'Dấu cách', '1', 'Gạch chéo', '2'])
    await tap(key);
  expect(await field()).toBe('Hòa 1/2');
  await submit();
  await expect.poll(() => kiosk.stage.commands).toEqual([{ type: 'text', text: 'Hòa 1/2' }]);
});

it('takes Telex from a real keyboard, and lets arrows and Enter press the keys', async () => {
  await kiosk.page.keyboard.type('DDuwowngf Lee Lowij 9');
  await kiosk.page.keyboard.press('Backspace');
  await kiosk.page.keyboard.press('Space');
  expect(await field()).toBe('Đường Lê Lợi  ');
  await kiosk.page.keyboard.press('Control+a');
  await kiosk.page.getByRole('button', { name: '1', exact: true }).focus();
  await kiosk.page.keyboard.press('ArrowRight');
  await kiosk.page.keyboard.press('Enter');
  await submit();
  await expect.poll(() => kiosk.stage.commands).toEqual([{ type: 'text', text: 'Đường Lê Lợi  2' }]);
});

it('stops at the length that is wanted, keeps the text while it is complained of, and leaves nothing behind', async () => {
  await kiosk.page.keyboard.type('1'.repeat(50));
  expect(await field()).toBe('1'.repeat(40));
  await kiosk.show({ name: 'question', question: { ...text, problem: 'TEXT_INVALID' } });
  expect(await field()).toBe('1'.repeat(40));
  await kiosk.show({ name: 'cleared', cardLeft: false });
  expect(await kiosk.page.content()).not.toContain('1111');
  await kiosk.show(question);
  expect(await field()).toBe('');
});
