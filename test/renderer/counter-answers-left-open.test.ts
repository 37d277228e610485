import { expect, it } from 'vitest';
import { openCentre } from './centre-support.ts';

/** One dot. */
const photo =
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=';

const answers = 'Xem thông tin đã khai…';

it('what she said is fetched by a press alone, shown in the words of the questions, and gone with the next call', async () => {
  const centre = await openCentre();
  const [first, second] = [await centre.arriveUnverified(1, photo), await centre.arriveUnverified(2)];
  const { page, context } = await centre.clerk('105a', 'general');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const wasAsked = () => asked.filter((path) => path.endsWith('/answers')).length;
  const open = page.getByRole('button', { name: answers });
  expect(await open.count()).toBe(0);

  await page.keyboard.press('F9');
  await page.getByRole('heading', { name: first }).waitFor();
  await open.click();
  const dialog = page.getByRole('dialog', { name: `Thông tin ${first} đã khai tại máy` });
  await dialog.getByText('Nội tổng quát').waitFor();
  for (const said of ['Khám bảo hiểm y tế', 'N. MẪU', 'Ưu tiên']) await dialog.getByText(said).waitFor();
  await dialog.getByRole('img', { name: 'Ảnh chụp tại máy' }).waitFor();
  expect(wasAsked()).toBe(1);
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  expect(await page.content()).not.toMatch(/N\. MẪU|Ưu tiên|data:image\/jpeg/);

  // The same counter is worked from another machine while it is open.
  await open.click();
  await dialog.getByText('Nội tổng quát').waitFor();
  const other = await context.newPage();
  await other.goto(`${centre.url}/counter`);
  await other.getByRole('heading', { name: first }).waitFor();
  await other.keyboard.press('F9');
  await page.getByRole('heading', { name: second, includeHidden: true }).waitFor();
  await page.locator('dialog').waitFor({ state: 'detached' });
  expect(await page.content()).not.toMatch(/N\. MẪU|Ưu tiên|data:image\/jpeg/);
  expect(wasAsked()).toBe(2);
  expect(centre.complaints).toEqual([]);
});

it.each([
  ['received', false, 'máy đã tiếp nhận, hẹn trả'],
  ['still to be received', true, 'chờ quầy tiếp nhận; nếu nhận hôm nay, hẹn trả'],
  ['of an older kiosk', undefined, 'nếu đã tiếp nhận, hẹn trả'],
])(
  'the clerk takes a dossier for received that is not, or the other way round: %s',
  async (_name, awaitsDesk, said) => {
    const centre = await openCentre();
    const { number, dossier } = await centre.arriveWithDossier(1, awaitsDesk);
    const { page } = await centre.clerk('3', 'licence-desk');
    await page.keyboard.press('F9');
    await page.getByRole('heading', { name: number }).waitFor();
    await page.getByRole('button', { name: answers }).click();
    await page.getByRole('dialog').getByText(`${dossier?.code} · ${said}`).waitFor();
  },
);

it('says that it could not be fetched', async () => {
  const centre = await openCentre();
  const number = await centre.arriveUnverified(1);
  const { page } = await centre.clerk('105a', 'general');
  await page.keyboard.press('F9');
  await page.getByRole('heading', { name: number }).waitFor();
  await page.route('**/answers', (route) => route.abort());
  await page.getByRole('button', { name: answers }).click();
  await page.getByRole('dialog').getByText('Chưa kết nối được với máy chủ.').waitFor();
});
