import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openCentre, password, ready, type Centre } from './centre-support.ts';

/** States of the queue, as the database has them. */
const states = async (centre: Centre) => (await centre.entries('cashier')).map(({ state }) => state);
const calling = (page: Page, number: string) => page.getByRole('heading', { name: number }).waitFor();

/** Runs in the page: strikes each key as the number that was called appears, and once more after the server has answered. */
function strikeAgain() {
  const strike = () => {
    for (const key of ['F9', ' ', 'Enter'])
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    document.querySelector<HTMLElement>('.call')?.click();
  };
  const number = document.querySelector('h1');
  if (!number) throw new Error('there is no place for a number');
  const watching = new MutationObserver(() => {
    watching.disconnect();
    strike();
  });
  watching.observe(number, { childList: true, characterData: true, subtree: true });

  const real = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const answer = await real(input, init);
    if (input === '/v1/calls') {
      window.fetch = real;
      setTimeout(strike, 200);
    }
    return answer;
  };
}

it('calls one for two strikes, for a key that is held, and for a second window at the same counter', async () => {
  const centre = await openCentre();
  const [first, second] = await centre.arrive('cashier', 3);
  const { page, context } = await centre.clerk('5', 'cashier');
  await page.getByText('3 người').waitFor();

  await page.evaluate(strikeAgain);
  await page.keyboard.down('Enter');
  for (let held = 0; held < 5; held += 1) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await calling(page, first);
  await ready(page);
  expect(await states(centre)).toEqual(['called', 'waiting', 'waiting']);

  const other = await context.newPage();
  await other.goto(`${centre.url}/counter`);
  await calling(other, first);
  await ready(page);
  // Neither hears an answer before both have pressed.
  const bothPressed = Promise.withResolvers<undefined>();
  await context.route('**/v1/entries/**', async (route) => {
    await bothPressed.promise;
    await route.continue();
  });
  await page.keyboard.press('F9');
  await other.keyboard.press('F9');
  bothPressed.resolve(undefined);
  await Promise.all([calling(page, second), calling(other, second)]);
  expect(await states(centre)).toEqual(['done', 'called', 'waiting']);
});

it('calls one when the answer is lost after the commit, and the page is loaded anew', async () => {
  const centre = await openCentre();
  const [first] = await centre.arrive('cashier', 3);
  const { page } = await centre.clerk('5', 'cashier');
  const keys: string[] = [];
  await page.route('**/v1/calls', async (route) => {
    keys.push(route.request().headers()['idempotency-key'] ?? '');
    await route.fetch();
    await route.abort();
  });
  await page.keyboard.press('F9');
  await expect.poll(() => keys.length, { timeout: 60_000 }).toBeGreaterThan(1);
  await page.unrouteAll({ behavior: 'wait' });
  await page.reload();
  await calling(page, first);
  await ready(page);
  expect(await states(centre)).toEqual(['called', 'waiting', 'waiting']);
  expect(new Set(keys).size).toBe(1);
});

it('calls nobody beside the one who is here, before it is known who is', async () => {
  const centre = await openCentre();
  const [first, second] = await centre.arrive('cashier', 3);
  const { page } = await centre.clerk('5', 'cashier');
  await page.keyboard.press('F9');
  await calling(page, first);
  await ready(page);

  const pressed = Promise.withResolvers<undefined>();
  await page.route('**/v1/queues', async (route) => {
    await pressed.promise;
    await route.continue();
  });
  const asked = page.waitForRequest('**/v1/queues');
  await page.reload();
  await asked;
  await page.keyboard.press('F9');
  await page.keyboard.press('F9');
  pressed.resolve(undefined);
  await calling(page, first);
  await ready(page);
  expect(await states(centre)).toEqual(['called', 'waiting', 'waiting']);
  await page.keyboard.press('F9');
  await calling(page, second);
  expect(await states(centre)).toEqual(['done', 'called', 'waiting']);
});

it('loses no press while the server is away, and doubles none', async () => {
  const centre = await openCentre();
  const [first, second] = await centre.arrive('cashier', 3);
  const { page } = await centre.clerk('5', 'cashier');
  await page.keyboard.press('F9');
  await calling(page, first);
  await ready(page);
  await centre.stop();
  await page.getByText('Mất kết nối với máy chủ').waitFor();
  await page.keyboard.press('F9');
  await page.keyboard.press('F9');
  await page.getByText('Đang gửi…').waitFor();
  await centre.start();
  await calling(page, second);
  await page.getByText('Mất kết nối với máy chủ').waitFor({ state: 'detached' });
  expect(await states(centre)).toEqual(['done', 'called', 'waiting']);
});

it('keeps what was pressed when the session is over, for the same person only', async () => {
  const centre = await openCentre();
  await centre.account('lan.nt');
  await centre.account('hoa.tv');
  const [first, second] = await centre.arrive('cashier', 3);
  const { page, context } = await centre.clerk('5', 'cashier');
  const signIn = async (staff: string) => {
    await page.getByLabel('Tên đăng nhập').fill(staff);
    await page.getByLabel('Mật khẩu').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
  };
  /** It is the press that finds the session over, not something that the page asks by itself. */
  const overBefore = (path: string) =>
    page.route(
      path,
      async (route) => {
        await context.clearCookies();
        await route.continue();
      },
      { times: 1 },
    );
  await overBefore('**/v1/calls');
  await page.keyboard.press('F9');
  await page.getByText('Phiên làm việc đã hết').waitFor();
  await signIn('lan.nt');
  // Somebody else's press is not hers.
  await page.getByText('của người đăng nhập trước đã bỏ').waitFor();
  expect(await states(centre)).toEqual(['waiting', 'waiting', 'waiting']);
  await page.keyboard.press('F9');
  await calling(page, first);

  await ready(page);
  await overBefore('**/v1/entries/*/changes');
  await page.keyboard.press('F9');
  await page.getByText('Phiên làm việc đã hết').waitFor();
  // What is under way is still there.
  expect(await page.locator('h1').innerText()).toBe(first);
  await signIn('lan.nt');
  await calling(page, second);
  expect(await states(centre)).toEqual(['done', 'called', 'waiting']);
});
