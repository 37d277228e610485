import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { sampleViews } from './sample-views.ts';
import { ghostTapOver, openKiosk, type Kiosk } from './support.ts';

declare global {
  interface Window {
    /** When the page believes that it was touched. */
    struckAt: number;
    /** The pages that were on the screen. */
    shown: Set<string | undefined>;
  }
}

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

const [home] = sampleViews.home;
const [person] = sampleViews.person;
const [entry] = sampleViews['number-entry'];
const [review] = sampleViews.review;
if (!home || !person || !entry || !review) throw new Error('a sample is missing');

const settled = () => kiosk.page.waitForTimeout(ghostTapOver);
const commands = () => kiosk.stage.commands.map(({ type }) => type);

async function middleOf(name: string) {
  const box = await kiosk.page.getByRole('button', { name }).boundingBox();
  if (!box) throw new Error(`${name} is not shown`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

beforeEach(async () => {
  await kiosk.show({ name: 'cleared', cardLeft: false });
  await kiosk.show(home);
  await settled();
  kiosk.stage.commands.length = 0;
});

it('takes two quick taps on one control for one', async () => {
  const button = kiosk.page.getByRole('button', { name: 'Khám bảo hiểm y tế' });
  await button.evaluate((element: HTMLElement) => {
    element.click();
    setTimeout(() => element.click(), 100);
  });
  await expect.poll(() => kiosk.stage.commands).toEqual([{ type: 'choose-service', service: 'insurance-check-in' }]);

  await kiosk.page.waitForTimeout(800);
  expect(commands()).toHaveLength(1);
  const { x, y } = await middleOf('Khám bảo hiểm y tế');
  await kiosk.page.touchscreen.tap(x, y);
  await expect.poll(commands).toHaveLength(2);
});

it('loses no digit of a quick typist', async () => {
  await kiosk.show(entry);
  await settled();
  const one = await middleOf('1');
  const two = await middleOf('2');
  await kiosk.page.touchscreen.tap(one.x, one.y);
  await kiosk.page.touchscreen.tap(two.x, two.y);
  await kiosk.page.touchscreen.tap(one.x, one.y);
  await expect.poll(() => kiosk.stage.commands).toEqual(['1', '2', '1'].map((digit) => ({ type: 'digit', digit })));
});

/** Taps from within the page, so that a busy machine cannot delay them past the moment that is meant. */
const tapAsItAppears = (label: string) =>
  kiosk.page.evaluate((wanted) => {
    new MutationObserver((_, observer) => {
      const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent.includes(wanted));
      if (!button) return;
      observer.disconnect();
      button.click();
      setTimeout(() => button.click(), 100);
    }).observe(document.body, { childList: true, subtree: true });
  }, label);

it('ignores a tap that falls on a page as it appears', async () => {
  await tapAsItAppears('Đúng, là tôi');
  await kiosk.show(person);
  await settled();
  expect(commands()).toEqual([]);
  const { x, y } = await middleOf('Đúng, là tôi');
  await kiosk.page.touchscreen.tap(x, y);
  await expect.poll(commands).toEqual(['confirm']);
});

/** A page that is opened anew, and tapped at in the instant in which its first button is there. */
async function openTapped(): Promise<string[]> {
  const page = await kiosk.page.context().newPage();
  await page.addInitScript(() => {
    // However slow this machine is, the core answers in time.
    const usual = window.setTimeout;
    window.setTimeout = ((run: () => void, wait = 0) => usual(run, wait * 100)) as typeof setTimeout;
    window.shown = new Set();
    new MutationObserver((_, observer) => {
      const shown = document.querySelector<HTMLElement>('[data-page]');
      if (shown) window.shown.add(shown.dataset.page);
      const button = shown?.querySelector('main button');
      if (!(button instanceof HTMLElement)) return;
      observer.disconnect();
      button.click();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(kiosk.stage.address);
  await page.locator('main button').first().waitFor();
  await page.waitForTimeout(100);
  const shown = await page.evaluate(() => [...window.shown].map(String));
  await page.close();
  return shown;
}

it('is deaf to no tap on the first screen after a start, and shows no other before it', async () => {
  expect(await openTapped()).toEqual(['home']);
  await expect.poll(commands).toEqual(['choose-service']);
});

it('takes no tap on a page that replaces one that died in the middle of a visit', async () => {
  await kiosk.show(person);
  expect(await openTapped()).toEqual(['person']);
  expect(commands()).toEqual([]);
});

it('takes no number without paper by a tap that was meant for the ticket', async () => {
  await kiosk.show(review);
  await settled();
  await tapAsItAppears('Lấy số, không có phiếu');
  await kiosk.show({ ...review, printer: 'no-paper' });
  await settled();
  expect(commands()).toEqual([]);
});

it('ignores a tap that falls on the idle warning as it appears', async () => {
  await kiosk.show(person);
  await settled();
  await tapAsItAppears('Kết thúc');
  await kiosk.show(person, { idle: { secondsLeft: 30 } });
  await settled();
  expect(commands()).toEqual([]);
  const { x, y } = await middleOf('Kết thúc');
  await kiosk.page.touchscreen.tap(x, y);
  await expect.poll(commands).toEqual(['finish']);
});

it('does nothing when the finger slides off the button, presses long or drags', async () => {
  const { x, y } = await middleOf('Lấy số thứ tự');
  await kiosk.page.mouse.move(x, y);
  await kiosk.page.mouse.down();
  await kiosk.page.mouse.move(x, y - 400, { steps: 5 });
  await kiosk.page.mouse.up();
  await kiosk.page.mouse.click(x, y, { button: 'right' });
  await kiosk.page.mouse.click(x, y, { button: 'middle' });
  await kiosk.page.waitForTimeout(100);
  expect(commands()).toEqual([]);
  expect(await kiosk.page.evaluate(() => getSelection()?.toString())).toBe('');
});

/** Strikes at instants that the test chooses: a busy machine cannot delay them. */
async function strikes() {
  await kiosk.page.evaluate(() => {
    window.struckAt = 1e9;
    Object.defineProperty(Event.prototype, 'timeStamp', { configurable: true, get: () => window.struckAt });
  });
  return async (milliseconds: number, strike: () => Promise<void>) => {
    await kiosk.page.evaluate((at) => void (window.struckAt = 1e9 + at), milliseconds);
    await strike();
  };
}
const key = (name: string) => () => kiosk.page.keyboard.press(name);
const touch = (name: string) => async () => {
  const { x, y } = await middleOf(name);
  await kiosk.page.touchscreen.tap(x, y);
};

it('submits no number by the second strike of a trembling hand on the last digit', async () => {
  await kiosk.show({ ...entry, digits: '••••••••901' });
  const strikeAt = await strikes();
  await kiosk.page.getByRole('button', { name: '2', exact: true }).focus();
  await strikeAt(0, key('Enter'));
  await kiosk.show({ ...entry, digits: '•••••••••012' });
  await strikeAt(100, key('Enter'));
  await strikeAt(200, key('Backspace'));
  await expect.poll(commands).toEqual(['digit', 'delete-digit']);
  await strikeAt(700, key('Enter'));
  await expect.poll(commands).toEqual(['digit', 'delete-digit', 'submit']);
  await kiosk.page.reload();
});

it('lets a quick finger go on as soon as the last digit stands, though it takes two of its strikes for one', async () => {
  await kiosk.show({ ...entry, digits: '••••••••901' });
  const strikeAt = await strikes();
  await strikeAt(0, touch('2'));
  await kiosk.show({ ...entry, digits: '•••••••••012' });
  await strikeAt(100, touch('2'));
  await strikeAt(250, touch('Tiếp tục'));
  await strikeAt(350, touch('Tiếp tục'));
  await expect.poll(commands).toEqual(['digit', 'submit']);
  await kiosk.page.reload();
});

it('opens no menu, selects no text and zooms by no gesture', async () => {
  const prevented = await kiosk.page.evaluate(() =>
    [
      new MouseEvent('contextmenu', { bubbles: true, cancelable: true }),
      new DragEvent('dragstart', { bubbles: true, cancelable: true }),
      new WheelEvent('wheel', { bubbles: true, cancelable: true, ctrlKey: true }),
    ].map((event) => !document.querySelector('h1')?.dispatchEvent(event)),
  );
  expect(prevented).toEqual([true, true, true]);
  expect(await kiosk.page.evaluate(() => getComputedStyle(document.documentElement).userSelect)).toBe('none');

  const { x, y } = await middleOf('Lấy số thứ tự');
  const session = await kiosk.page.context().newCDPSession(kiosk.page);
  await session.send('Input.synthesizePinchGesture', { x, y, scaleFactor: 2 });
  expect(await kiosk.page.evaluate(() => visualViewport?.scale)).toBe(1);
  await kiosk.page.waitForTimeout(100);
  expect(commands()).toEqual([]);
});
