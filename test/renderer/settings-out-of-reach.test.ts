import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../src/contract/commands.ts';
import type { Settings } from '../../src/contract/settings.ts';
import { samplePages, sampleViews } from './sample-views.ts';
import { viewOf } from './stage.ts';
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

const [home] = sampleViews.home;
const [person] = sampleViews.person;
if (!home || !person) throw new Error('a sample is missing');

const bar = () => kiosk.page.getByRole('group', { name: 'Chỉnh màn hình' });
const button = (name: string) => kiosk.page.getByRole('button', { name, exact: true });

it('stands at the bottom of every page in the same order, and nowhere for technicians', async () => {
  for (const page of samplePages) {
    await kiosk.show(page);
    const names = (await bar().getByRole('button').allInnerTexts()).map((name) => name.replace(/\s+/g, ' '));
    expect(names, page.name).toEqual(
      page.name.startsWith('maintenance')
        ? []
        : ['Tiếng Việt', 'English', 'Cỡ chữ Vừa', 'Tương phản Thường', 'Màn hình thấp', 'Nghe', 'Gọi nhân viên'],
    );
  }
});

const change = (wanted: Extract<Command, { type: 'settings' }>['change']): Command => ({
  type: 'settings',
  change: wanted,
});
const taps: [name: string, Partial<Settings>, Command][] = [
  ['Cỡ chữ Vừa', {}, change({ textSize: 'large' })],
  ['Cỡ chữ Rất lớn', { textSize: 'largest' }, change({ textSize: 'medium' })],
  ['Tương phản Thường', {}, change({ contrast: 'black-on-white' })],
  ['Tương phản Dịu mắt', { contrast: 'low-glare' }, change({ contrast: 'usual' })],
  ['Màn hình thấp', {}, change({ lowScreen: true })],
  ['Màn hình thấp', { lowScreen: true }, change({ lowScreen: false })],
  ['Nghe', {}, change({ voice: { on: true } })],
  ['Gọi nhân viên', {}, { type: 'call-help' }],
];
it.each(taps)('one tap on %s', async (name, settings, command) => {
  await kiosk.show({ name: 'cleared', cardLeft: false });
  await kiosk.show(home, { settings });
  await button(name).click();
  await expect.poll(() => kiosk.stage.commands).toEqual([command]);
  expect(await button(name).getAttribute('aria-pressed')).toBe(String(Object.keys(settings).length > 0));
});

it('sizes are millimetres of the panel that is there', async () => {
  const size = () => button('Nghe').evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
  await kiosk.show(home);
  const usual = await size();
  kiosk.stage.play({ ...viewOf(home, 10_000), panelShortSide: 268 });
  await expect.poll(size).toBeCloseTo((usual * 336) / 268, 0);
  kiosk.stage.die();
  await kiosk.page.getByText('Máy đang khởi động lại…').waitFor();
});

describe('while staff are called', () => {
  const desk = { vi: 'Quầy số 1, tầng 1', en: 'Counter 1, ground floor' };
  const texts = {
    calling: 'Đang gọi nhân viên…',
    waiting: 'Đã gọi nhân viên',
    coming: 'Nhân viên đang đến',
    nobody: 'Mời đến Quầy số 1, tầng 1.',
    unreachable: 'Mời đến Quầy số 1, tầng 1.',
  } as const;

  it.each(Object.entries(texts))('%s is told, and can be ended', async (state, text) => {
    await kiosk.show({ name: 'cleared', cardLeft: false });
    await kiosk.show(person, { help: { state: state as keyof typeof texts, desk } });
    expect(await kiosk.page.getByRole('dialog').innerText()).toContain(text);
    expect(await kiosk.page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
    await button('Huỷ gọi').click();
    await expect.poll(() => kiosk.stage.commands).toEqual([{ type: 'end-help' }]);
  });

  it('she may go on meanwhile, is told the news of it, and may look again how it stands', async () => {
    await kiosk.show({ name: 'cleared', cardLeft: false });
    await kiosk.show(person, { help: { state: 'waiting', desk } });
    await button('Tiếp tục làm').click();
    await kiosk.page.getByRole('dialog').waitFor({ state: 'detached' });
    await kiosk.show(person, { help: { state: 'coming', desk } });
    await kiosk.page.getByRole('dialog').waitFor();
    await button('Tiếp tục làm').click();
    await kiosk.page.getByRole('dialog').waitFor({ state: 'detached' });
    await button('Nhân viên đang đến').click();
    await kiosk.page.getByRole('dialog').waitFor();
    expect(kiosk.stage.commands).toEqual([]);

    // The next call is told anew.
    await button('Tiếp tục làm').click();
    await kiosk.show(person);
    await kiosk.show(person, { help: { state: 'calling', desk } });
    await kiosk.page.getByRole('dialog').waitFor();
  });
});
