import { expect, it } from 'vitest';
import { openCentre, ready, type Centre } from './centre-support.ts';

const patience = { timeout: 60_000 };
const states = async (centre: Centre, queue: string) => (await centre.entries(queue)).map(({ state }) => state);

it('calls nobody to two counters, and says when nobody is left', async () => {
  const centre = await openCentre();
  await centre.arrive('triage', 3);
  await centre.move('triage', 'general');
  const clerks = await Promise.all([centre.clerk('105a', 'general'), centre.clerk('105b', 'general')]);
  const pages = clerks.map(({ page }) => page);
  await Promise.all(pages.map((page) => page.getByText('3 người').waitFor()));

  for (const left of [1, 0]) {
    await Promise.all(pages.map((page) => page.keyboard.press('F9')));
    const waiting = async () => (await states(centre, 'general')).filter((state) => state === 'waiting').length;
    await expect.poll(waiting, patience).toBe(left);
    await Promise.all(pages.map(ready));
  }
  const told = () => Promise.all(pages.map((page) => page.getByText('Không còn ai đang chờ trong hàng này').count()));
  await expect.poll(async () => (await told()).toSorted(), patience).toEqual([0, 1]);
  expect((await centre.entries('general')).map(({ calls }) => calls)).toEqual([1, 1, 1]);
  expect((await states(centre, 'general')).toSorted()).toEqual(['called', 'done', 'done']);

  // Who comes then is seen, and can be called.
  const [late] = await centre.arrive('triage');
  await centre.move('triage', 'general');
  const [page] = pages;
  await page?.reload();
  await page?.getByText('1 người').waitFor();
  await page?.keyboard.press('F9');
  await page?.getByRole('heading', { name: late }).waitFor();
  expect(centre.complaints).toEqual([]);
});

it('lets somebody who did not come back into the line, at a counter that knows of it from the server alone', async () => {
  const centre = await openCentre();
  const [first, second] = await centre.arrive('cashier', 2);
  const { page } = await centre.clerk('5', 'cashier');
  await page.keyboard.press('F9');
  await page.getByRole('heading', { name: first }).waitFor();
  await ready(page);
  await page.keyboard.press('F3');
  await page.getByText('Đang mời, lần thứ 2').waitFor();
  await ready(page);
  await page.keyboard.press('F4');
  await page.getByRole('heading', { name: 'Chưa mời ai' }).waitFor();
  // Only who was called can be missing.
  for (const key of ['F2', 'F3', 'F4', 'F6', 'F8']) await page.keyboard.press(key);
  expect(await states(centre, 'cashier')).toEqual(['no-show', 'waiting']);

  const other = await centre.clerk('5', 'cashier');
  centre.clock.now += 1_000;
  await other.page.getByRole('button', { name: `Cho chờ lại: ${first}` }).click();
  await other.page.getByText('2 người').waitFor();
  await ready(other.page);
  for (const number of [second, first]) {
    await other.page.keyboard.press('F9');
    await other.page.getByRole('heading', { name: number }).waitFor();
    await ready(other.page);
  }
  await other.page.getByText('Đã vắng khi được mời, nay quay lại').waitFor();
  // The first window has heard of all of it.
  await page.getByRole('heading', { name: first }).waitFor();
});

it('says why somebody is called, though the line was read while the call was on its way', async () => {
  const centre = await openCentre();
  const [, second] = await centre.arrive('cashier', 2);
  const { page } = await centre.clerk('5', 'cashier');
  await page.keyboard.press('F9');
  await ready(page);

  // Who is here is done with, and the line is read anew: that is answered after the call was heard, and before its own answer.
  const called = Promise.withResolvers<undefined>();
  const read = Promise.withResolvers<undefined>();
  await page.route('**/v1/calls', async (route) => {
    const response = await route.fetch();
    called.resolve(undefined);
    await read.promise;
    await route.fulfill({ response });
  });
  await page.route('**/v1/queues/cashier/entries', async (route) => {
    await called.promise;
    await route.fulfill({ response: await route.fetch() });
    read.resolve(undefined);
  });
  await page.keyboard.press('F9');
  await page.getByRole('heading', { name: second }).waitFor();
  await ready(page);
  expect(await page.getByText('Theo thứ tự đến').count()).toBe(1);
});

it('says that nobody is left, though a line that was read before still showed somebody', async () => {
  const centre = await openCentre();
  const { page } = await centre.clerk('5', 'cashier');
  const refused = Promise.withResolvers<undefined>();
  await page.route('**/v1/help-calls', async (route) => {
    await refused.promise;
    await route.continue();
  });
  const reading = page.waitForResponse('**/v1/queues/cashier/entries');
  await centre.arrive('cashier');
  await reading;

  await page.route('**/v1/calls', async (route) => {
    await centre.call('5', 'cashier');
    await route.fulfill({ response: await route.fetch() });
    refused.resolve(undefined);
  });
  await page.keyboard.press('F9');
  await page.getByText('Không còn ai đang chờ trong hàng này').waitFor();
  await page.waitForResponse('**/v1/help-calls');
  await ready(page);
  expect(await page.getByText('Không còn ai đang chờ trong hàng này').count()).toBe(1);
});

it('asks again soon where the line could not be read', async () => {
  const centre = await openCentre();
  await centre.arrive('cashier');
  const { page } = await centre.clerk('5', 'cashier');
  await page.route('**/v1/queues', (route) => route.abort(), { times: 2 });
  await page.reload();
  // By itself it asks every thirty seconds.
  await page.locator('.call[aria-disabled=false]').waitFor({ timeout: 20_000 });
});
