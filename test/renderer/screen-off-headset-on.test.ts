import type { CDPSession } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Command } from '../../src/contract/commands.ts';
import type { Page } from '../../src/contract/session-view.ts';
import { usualSettings, type Settings } from '../../src/contract/settings.ts';
import { listenTo } from './heard.ts';
import { sampleViews } from './sample-views.ts';
import { heedEarlyTouches, openKiosk, type Kiosk, type Shown } from './support.ts';

let kiosk: Kiosk;
let ear: Awaited<ReturnType<typeof listenTo>>;
let devtools: CDPSession;
beforeAll(async () => {
  kiosk = await openKiosk();
  await heedEarlyTouches(kiosk.page);
  ear = await listenTo(kiosk);
  devtools = await kiosk.page.context().newCDPSession(kiosk.page);
});
afterAll(() => kiosk.close());
beforeEach(async () => {
  await kiosk.show({ name: 'cleared', cardLeft: false });
  kiosk.stage.commands.length = 0;
  await ear.forget();
});

const headset: Partial<Settings> = { voice: { ...usualSettings.voice, headset: true }, blank: true };
const aloud: Partial<Settings> = { voice: { ...usualSettings.voice, on: true } };

const [home] = sampleViews.home;
const [identify] = sampleViews.identify;
const [person] = sampleViews.person;
const [ticket] = sampleViews.ticket;
const [entry] = sampleViews['number-entry'];
const [maintenance] = sampleViews.maintenance;
const [review] = sampleViews.review;
const address = sampleViews.question.find(({ question }) => question.kind === 'text');
const photo = sampleViews.question.find(({ question }) => question.kind === 'photo');
const questions = sampleViews.question.filter(({ question }) => question.kind === 'choice');
const priority = questions.find(({ question }) => question.title.vi.includes('ưu tiên'));
const clinic = questions.find(({ question }) => question.title.vi.includes('khám gì'));
if (
  !home ||
  !maintenance ||
  !identify ||
  !person ||
  !ticket ||
  !entry ||
  !review ||
  !priority ||
  !clinic ||
  !address ||
  !photo
)
  throw new Error('a sample is missing');

async function hear(page: Page, words: string, settings = headset, more: Shown = {}) {
  await ear.forget();
  await kiosk.show(page, { settings, ...more });
  await said(words);
}

/** After so long a second strike is a strike of its own. */
const doubleStrikeOver = 550;
const soon = { interval: 10, timeout: 10_000 };
const said = (words: string) => expect.poll(() => ear.said(), soon).toContain(words);

/** A key of the keypad by its place, whatever the keyboard's layout makes of it. */
async function strike(key: string): Promise<void> {
  if (!/^F\d/.test(key)) return kiosk.page.keyboard.press(key);
  for (const type of ['rawKeyDown', 'keyUp'] as const)
    await devtools.send('Input.dispatchKeyEvent', { type, code: key, key: 'Unidentified' });
}

/** Moves down until the control is said, and chooses it. */
async function choose(name: string, command: Command, [move, go] = ['ArrowDown', 'Enter']) {
  kiosk.stage.commands.length = 0;
  for (let presses = 0; presses < 25; presses++) {
    await ear.forget();
    await strike(move);
    await expect.poll(() => ear.said(), soon).not.toBe('');
    if ((await ear.said()) !== name) continue;
    await strike(go);
    await expect.poll(() => kiosk.stage.commands).toEqual([command]);
    return;
  }
  throw new Error(`"${name}" was never said`);
}

async function press(key: string, command: Command) {
  kiosk.stage.commands.length = 0;
  await strike(key);
  await expect.poll(() => kiosk.stage.commands).toEqual([command]);
}

it('checks in by keys alone, hearing everything and seeing nothing', async () => {
  await kiosk.show(home);
  expect(await ear.said()).toBe('');
  await press('F15', { type: 'settings', change: { voice: { headset: true } } });
  await hear(home, 'ông bà cần làm gì', { voice: { ...usualSettings.voice, headset: true } });
  expect(await ear.said()).toMatch(/^đã bật tai nghe .* · xin chào · ông bà cần làm gì · một · khám bảo hiểm y tế/);
  await press('F17', { type: 'settings', change: { blank: true } });
  await hear(home, 'màn hình đã tắt chạm vào màn hình để bật lại');
  expect(await kiosk.page.evaluate(() => getComputedStyle(document.body).opacity)).toBe('0');

  await choose('khám bảo hiểm y tế', { type: 'choose-service', service: 'insurance-check-in' });
  await hear(identify, 'mời làm hai bước với căn cước');
  await hear({ ...identify, number: 'scanned' }, 'đã quét mã quy a');
  // Only what is new is said.
  expect(await ear.said()).toBe('đã quét mã quy a');
  await hear({ ...identify, number: 'scanned', card: 'present' }, 'đã thấy thẻ');
  await hear(person, 'có phải ông bà không · N · T · hường · sinh · năm một nghìn chín trăm · năm mươi mốt');
  expect(await ear.said()).toContain('bảo hiểm y tế · còn hạn đến · ngày · ba mươi mốt · tháng mười hai');
  await choose('đúng là tôi', { type: 'confirm' });
  await hear(priority, 'ông bà có thuộc diện ưu tiên');
  await choose('không', { type: 'answer', option: 'none' });
  await hear(clinic, 'ông bà muốn khám gì');
  await choose('tim mạch', { type: 'answer', option: 'cardiology' });
  await hear(review, 'phòng hai trăm lẻ ba · tầng hai');
  await choose('in phiếu', { type: 'confirm' });
  await hear(ticket, 'số của ông bà · H · không · bốn · hai · mời đến · phòng hai trăm lẻ ba');
  expect(await ear.said()).toContain('có · sáu · người chờ trước ông bà');
  await hear({ ...ticket, paper: { state: 'confirmed' } }, 'phiếu đã in xong mời lấy phiếu');
  await choose('xong', { type: 'finish' });
});

it('takes a queue ticket with two switches', async () => {
  await hear(home, 'xin chào');
  const switches: [string, string] = ['F22', 'F23'];
  await choose('lấy số thứ tự', { type: 'choose-service', service: 'queue-ticket' }, switches);
  await hear(ticket, 'số của ông bà');
  await hear({ ...ticket, paper: { state: 'confirmed' } }, 'phiếu đã in xong mời lấy phiếu');
  await choose('xong', { type: 'finish' }, switches);
});

it('tells nothing personal to the hall', async () => {
  await hear(person, 'mời xem thông tin trên màn hình', aloud);
  expect(await ear.said()).not.toMatch(/hường|sinh năm|căn cước|bảo hiểm/);
  await hear(ticket, 'mời xem thông tin trên màn hình', aloud);
  expect(await ear.said()).not.toMatch(/ H |phòng|tim mạch|bốn/);
  await hear(entry, 'nhập mười hai số trên căn cước', aloud);
  await ear.forget();
  await kiosk.show({ ...entry, digits: '7' }, { settings: aloud });
  await expect.poll(() => ear.said()).toBe('tick');
  await ear.forget();
  await kiosk.page.keyboard.press('Tab');
  await expect.poll(() => ear.said()).toBe('tick');
});

it.each([
  ['problem', 2],
  ['ticket', 6],
])('names to the hall no way on from which it learns of her %s', async (_, at) => {
  const page = sampleViews.person[at];
  if (!page) throw new Error('a sample is missing');
  await hear(page, 'mời xem thông tin trên màn hình', aloud);
  const ways = await kiosk.page.locator('.actions button').count();
  for (let way = 0; way < ways; way++) {
    await ear.forget();
    await strike('ArrowDown');
    await expect.poll(() => ear.said()).toBe('tick');
  }
});

it('names to the hall no licence that only the register knows of', async () => {
  const page = questions.find(
    ({ question }) => question.kind === 'choice' && question.options.some(({ personal }) => personal),
  );
  if (!page) throw new Error('a sample is missing');
  await hear(page, 'ba · giấy phép khác không có ở trên', aloud);
  await ear.forget();
  await strike('ArrowDown');
  await expect.poll(() => ear.said()).toBe('tick');
});

it('says of a key that holds whether it is held', async () => {
  await hear(address, 'tiếp tục');
  await strike('q');
  await kiosk.page.getByRole('button', { name: 'Chữ hoa' }).focus();
  await ear.forget();
  await strike('Enter');
  await expect.poll(() => ear.said()).toBe('đang chọn');
  await kiosk.page.waitForTimeout(doubleStrikeOver);
  await ear.forget();
  await strike('Enter');
  await expect.poll(() => ear.said()).toBe('đã bỏ chọn');
});

it('tells the hall no clinic of an earlier visit, and whoever asks why one is closed', async () => {
  const { question } = clinic;
  if (question.kind !== 'choice') throw new Error('the sample is no choice');
  const options = question.options.map((option) => {
    if (option.id === 'cardiology') return { ...option, last: true as const };
    return option.id === 'eyes' ? { ...option, closed: { code: 'QUEUE_CLOSED' as const, opensAt: '13:30' } } : option;
  });
  await hear({ ...clinic, question: { ...question, options } }, 'mời xem thông tin trên màn hình', aloud);
  expect(await ear.said()).not.toContain('lần trước');
  await ear.forget();
  await strike('ArrowDown');
  await expect.poll(() => ear.said()).toBe('tim mạch');
  await kiosk.page.getByRole('button', { name: 'Mắt' }).tap({ force: true });
  await expect.poll(() => ear.said()).toContain('mở lại lúc · mười ba · giờ · ba mươi · phút');
  expect(kiosk.stage.commands).toEqual([]);
});

it('says a digit into the headset as it is typed', async () => {
  await hear(entry, 'nhập mười hai số trên căn cước');
  await hear({ ...entry, digits: '7' }, 'bảy');
  expect(await ear.said()).toBe('bảy');
  await hear({ ...entry, digits: '•••••••••234' }, 'bốn');
  expect(await ear.said()).toContain('đã nhập · mười hai · trên · mười hai · số');
});

it('falls silent at a touch, a key and the end of the page', async () => {
  await hear(home, 'xin chào', aloud);
  await kiosk.page.touchscreen.tap(540, 20);
  await expect.poll(() => ear.stops()).toBeGreaterThan(0);
  await ear.forget();
  await strike('F13');
  await expect.poll(() => ear.said()).toContain('ông bà cần làm gì');
  expect(await ear.stops()).toBe(0);
  await press('F14', { type: 'call-help' });
  expect(await ear.stops()).toBeGreaterThan(0);
});

it('interrupts the page with the idle warning, and says the seconds once', async () => {
  await hear(person, 'có phải ông bà không');
  await hear(person, 'ông bà còn sử dụng không · thông tin sẽ được xoá sau · ba mươi · giây', headset, {
    idle: { secondsLeft: 30 },
  });
  await ear.forget();
  await kiosk.show(person, { settings: headset, idle: { secondsLeft: 29 } });
  await kiosk.page.waitForTimeout(100);
  expect(await ear.said()).toBe('');
});

it('beeps at the idle warning for somebody who looks away', async () => {
  await kiosk.show(person);
  await kiosk.show(person, { idle: { secondsLeft: 30 } });
  await expect.poll(() => ear.said()).toBe('tick');
});

it('speaks the language on the screen, a name Vietnamese in any', async () => {
  await hear(person, 'is this you · N · T · hường · born in · nineteen · fifty one', headset, { language: 'en' });
});

it('changes loudness and pace within their limits, and speaks on', async () => {
  const voice = { ...usualSettings.voice, on: true, volume: 5 };
  await hear(home, 'xin chào', { voice });
  await press('+', { type: 'settings', change: { voice: { volume: 5 } } });
  await press('F19', { type: 'settings', change: { voice: { volume: 4 } } });
  await press('>', { type: 'settings', change: { voice: { rate: 1.25 } } });
  await press('F21', { type: 'settings', change: { voice: { rate: 0.8 } } });
  await strike('F24');
  await kiosk.show(home, { settings: { voice: { ...voice, volume: 4 } } });
  expect(await ear.stops()).toBe(0);
  await ear.hearOut();
  await said('âm lượng · bốn');
});

it('goes on with what it says at another pace, and not from the beginning', async () => {
  await hear(home, 'xin chào', aloud);
  await ear.hearOut(2);
  await ear.forget();
  await kiosk.show(home, { settings: { voice: { ...usualSettings.voice, on: true, rate: 1.5 } } });
  await said('một · khám bảo hiểm y tế');
  expect(await ear.said()).not.toContain('xin chào');
});

it('tells the letters that are typed, on real keys and on those of the screen, to a headset alone', async () => {
  await hear(address, 'địa · chỉ · nào');
  for (const [key, letter] of [
    ['h', 'H'],
    ['o', 'O'],
    ['f', 'O · dấu huyền'],
    ['Backspace', 'đã xoá · O · dấu huyền'],
    ['1', 'một'],
  ] as const) {
    await ear.forget();
    await strike(key);
    await expect.poll(() => ear.said(), soon).toBe(letter);
  }
  await ear.forget();
  for (let presses = 0; presses < 25 && (await ear.said()) !== 'W'; presses++) {
    await ear.forget();
    await strike('ArrowRight');
    await expect.poll(() => ear.said(), soon).not.toBe('');
  }
  await ear.forget();
  await strike('Enter');
  await expect.poll(() => ear.said(), soon).toBe('W');
  await ear.forget();
  await strike('F13');
  await said('đã gõ · H · một · W');
  await hear(address, 'mời xem thông tin trên màn hình', aloud);
  await ear.forget();
  await strike('Backspace');
  await expect.poll(() => ear.said(), soon).toBe('tick');
});

it('goes on with Enter once all digits are typed', async () => {
  await hear({ ...entry, digits: '••••••••123' }, 'đã nhập · mười một');
  await ear.forget();
  await kiosk.show({ ...entry, digits: '•••••••••234' }, { settings: headset });
  await said('bốn · đã nhập · mười hai · trên · mười hai · số · tiếp tục');
  await press('Enter', { type: 'submit' });
});

it('says why the photo cannot be taken when it has said the page', async () => {
  await hear(photo, 'để nhân viên chụp tại quầy');
  expect(await ear.said()).not.toContain('nhân viên sẽ chụp');
  await kiosk.show(photo, { settings: { ...headset, voice: { ...usualSettings.voice, headset: true, volume: 4 } } });
  expect(await ear.said()).not.toContain('nhân viên sẽ chụp');
  await ear.hearOut();
  await said('nhân viên sẽ chụp tại quầy');
  expect(await ear.said()).toMatch(/một · tiếp tục$/);
  expect(await ear.stops()).toBe(0);
});

it('spells a word that is younger than its clips, and names it to the technician, but no name of a person', async () => {
  const [service] = home.services;
  if (!service) throw new Error('a sample is missing');
  const younger = { ...service, title: { vi: 'Khám xyzw', en: 'Visit' } };
  await hear({ ...home, services: [younger] }, 'khám · X · Y · Z · W');
  await hear({ ...person, maskedName: 'N. T. ZWXZ' }, 'Z · W · X · Z');
  await kiosk.show(maintenance);
  const text = await kiosk.page.locator('[role=status]').innerText();
  expect(text).toContain('xyzw');
  expect(text).not.toContain('zwxz');
});

it('turns a blanked screen on by a touch that presses nothing', async () => {
  await hear(home, 'xin chào');
  const button = await kiosk.page.getByRole('button', { name: 'Lấy số thứ tự' }).boundingBox();
  if (!button) throw new Error('the page is not laid out');
  await kiosk.page.touchscreen.tap(button.x + button.width / 2, button.y + button.height / 2);
  await expect.poll(() => kiosk.stage.commands).toEqual([{ type: 'settings', change: { blank: false } }]);
  await kiosk.page.waitForTimeout(100);
  expect(kiosk.stage.commands).toHaveLength(1);
});

it('was built with clips that the browser itself can decode', async () => {
  const seconds = await kiosk.page.evaluate(async () => {
    const index = (await (await fetch('./voice/vi.json')).json()) as Record<string, [number, number]>;
    const sounds = await (await fetch('./voice/vi.opus')).arrayBuffer();
    const [start, length] = index['ông bà cần làm gì'] ?? [0, 0];
    const decoder = new OfflineAudioContext(1, 1, 48_000);
    return (await decoder.decodeAudioData(sounds.slice(start, start + length))).duration;
  });
  expect(seconds).toBeGreaterThan(0.8);
});

it('asks for its clips by no name that tells what is said', () => {
  const asked = kiosk.requested.filter((url) => url.includes('voice')).map((url) => new URL(url).pathname);
  expect([...new Set(asked)].sort()).toEqual(['/voice/en.json', '/voice/en.opus', '/voice/vi.json', '/voice/vi.opus']);
  expect(kiosk.complaints).toEqual([]);
});
