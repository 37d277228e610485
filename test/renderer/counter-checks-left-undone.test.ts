import { expect, it } from 'vitest';
import { openCentre } from './centre-support.ts';

it('settles later who was served unverified, at the counter, and says what did not work', async () => {
  const centre = await openCentre();
  const first = await centre.arriveUnverified(1);
  const second = await centre.arriveUnverified(2);
  const [clerk, other] = await Promise.all([centre.clerk('105a', 'general'), centre.clerk('105b', 'general')]);
  const { page } = clerk;
  await page.keyboard.press('F9');
  await page.getByRole('heading', { name: first }).waitFor();
  await page.getByText('Chưa xác minh: xin kiểm tra căn cước và thẻ bảo hiểm.').waitFor();

  await page.keyboard.press('F7');
  const list = page.getByRole('dialog', { name: 'Chưa xác minh hôm nay' });
  await list.getByText(second).waitFor();
  // While it is open, no key calls anybody.
  await page.keyboard.press('F9');
  const settle = (number: string, action: string) =>
    list.getByRole('button', { name: `${number}, Thẻ bảo hiểm y tế: ${action}` });
  // The portal does not know these people.
  await settle(first, 'Hỏi lại cổng bảo hiểm').click();
  await list.getByText('Chưa xác nhận được qua cổng bảo hiểm.').waitFor();
  await settle(first, 'Giấy tờ đủ').click();
  await list.getByText(`Đã ghi: ${first}, Thẻ bảo hiểm y tế.`).waitFor();
  await settle(first, 'Giấy tờ đủ').waitFor({ state: 'detached' });

  await other.page.keyboard.press('F7');
  const otherList = other.page.getByRole('dialog', { name: 'Chưa xác minh hôm nay' });
  await otherList.getByRole('button', { name: `${second}, Thẻ bảo hiểm y tế: Không đủ` }).click();
  await otherList.getByText('Không còn ai phải kiểm tra.').waitFor();
  // Somebody else was first.
  await settle(second, 'Giấy tờ đủ').click();
  await list.getByText('Không còn ai phải kiểm tra.').waitFor();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  await page.getByText('Chưa xác minh: xin').waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: first }).waitFor();
  expect((await centre.entries('general')).map(({ state }) => state)).toEqual(['called', 'waiting']);
  expect(centre.complaints).toEqual([]);
});

it('keeps a check whose answer was lost for the next press, and does it once', async () => {
  const centre = await openCentre();
  const number = await centre.arriveUnverified(1);
  const { page } = await centre.clerk('105a', 'general');
  await page.keyboard.press('F7');
  const settle = page.getByRole('button', { name: `${number}, Thẻ bảo hiểm y tế: Giấy tờ đủ` });
  await settle.waitFor();
  const keys: (string | undefined)[] = [];
  await page.route('**/checks', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    // The server does it, and nobody hears.
    if (keys.length === 1) await route.fetch();
    if (keys.length === 1) await route.abort();
    else await route.continue();
  });
  await settle.click();
  await page.getByText('Chưa kết nối được với máy chủ.').waitFor();
  await settle.click();
  await page.getByText('Không còn ai phải kiểm tra.').waitFor();
  expect(keys.length).toBe(2);
  expect(keys[0]).toBe(keys[1]);
});

it('asks the portal anew when the list was read anew, whatever became of the last time', async () => {
  const centre = await openCentre();
  const number = await centre.arriveUnverified(1);
  const { page } = await centre.clerk('105a', 'general');
  const keys: (string | undefined)[] = [];
  await page.route('**/checks', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    await route.abort();
  });
  for (let time = 0; time < 2; time += 1) {
    await page.keyboard.press('F7');
    await page.getByRole('button', { name: `${number}, Thẻ bảo hiểm y tế: Hỏi lại cổng bảo hiểm` }).click();
    await page.getByText('Chưa kết nối được với máy chủ.').waitFor();
    await page.keyboard.press('Escape');
    // It is off the screen a moment before it is over, and no key opens it in between.
    await page.locator('dialog').waitFor({ state: 'detached' });
  }
  expect(keys.length).toBe(2);
  expect(keys[0]).not.toBe(keys[1]);
});
