import { expect, it } from 'vitest';
import { openCentre, password, ready } from './centre-support.ts';

it('has a first day: one-time password, counter, a call, the next queue', async () => {
  const centre = await openCentre();
  await centre.account('lan.nt', true);
  const [first, second] = await centre.arrive('triage', 2);
  const board = await centre.board();
  await board.getByText('Chưa có số nào được mời').waitFor();

  const page = await centre.visitor('/counter');
  await page.getByLabel('Tên đăng nhập').fill('lan.nt');
  await page.getByLabel('Mật khẩu').fill('sai mật khẩu');
  await page.keyboard.press('Enter');
  await page.getByText('Sai tên hoặc mật khẩu').waitFor();
  await page.getByLabel('Mật khẩu').fill(password);
  await page.keyboard.press('Enter');
  await page.getByText('Đổi mật khẩu trước khi làm việc').waitFor();
  await page.getByLabel('Mật khẩu hiện tại').fill(password);
  await page.getByLabel('Mật khẩu mới').fill(`${password} mới`);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Phân loại bệnh' }).click();

  await page.getByText('2 người').waitFor();
  await page.keyboard.press('Space');
  await page.getByRole('heading', { name: first }).waitFor();
  await board.getByText(`Mời số ${first} đến Phòng 101, Bàn 1, tầng 1.`).waitFor({ state: 'attached' });
  await ready(page);
  await page.keyboard.press('F2');
  await page.getByText('Đang phục vụ').waitFor();
  await ready(page);
  await page.keyboard.press('F6');
  await page.getByRole('button', { name: 'Thu ngân' }).click();
  await page.getByRole('heading', { name: 'Chưa mời ai' }).waitFor();
  await page.getByText('Đã xong').waitFor();

  // The counter is remembered, and nobody signs in again.
  await page.reload();
  await ready(page);
  await page.keyboard.press('F9');
  await page.getByRole('heading', { name: second }).waitFor();

  const cashier = await centre.clerk('5', 'cashier');
  await cashier.page.keyboard.press('F9');
  await cashier.page.getByRole('heading', { name: first }).waitFor();
  await board.getByText(`Mời số ${first} đến Quầy số 5, Quầy 5, tầng 1.`).waitFor({ state: 'attached' });
  expect(centre.complaints).toEqual([]);
});
