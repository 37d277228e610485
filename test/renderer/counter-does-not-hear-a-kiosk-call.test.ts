import { expect, it } from 'vitest';
import { helpCallSchema, type HelpCall } from '../../src/contract/help.ts';
import { kioskOf, newKey } from '../backend/support/backend.ts';
import { violations } from './axe.ts';
import { monitor, monitorEnlarged, openCentre } from './centre-support.ts';

const path = '/v1/help-calls';

/** A kiosk at which somebody calls staff. */
function caller(url: string, name: string) {
  const kiosk = kioskOf(url, name);
  return {
    call: async () => helpCallSchema.parse((await kiosk.call('POST', path, {}, newKey())).body).callId,
    state: async (callId: string): Promise<HelpCall['state']> =>
      helpCallSchema.parse((await kiosk.call('GET', `${path}/${callId}`)).body).state,
    end: (callId: string) => kiosk.call('DELETE', `${path}/${callId}`),
  };
}

it('shows who calls to every clerk within a second, and to the caller that one of them is coming', async () => {
  const centre = await openCentre();
  const [first, second] = [caller(centre.url, 'kiosk-1'), caller(centre.url, 'kiosk-2')];
  const { page } = await centre.clerk('5', 'cashier');
  const other = await centre.clerk('101', 'triage', { language: 'en' });

  const callId = await first.call();
  await page.getByText('Máy kiosk-1 gọi nhân viên').last().waitFor();
  await other.page.getByText('Kiosk kiosk-1 calls staff').last().waitFor();
  centre.clock.now += 1_000;
  const later = await second.call();
  await page.getByText('Máy kiosk-2 gọi nhân viên').waitFor();

  await page.keyboard.press('F10');
  await page.getByText('Có người đang đến').waitFor();
  await other.page.getByText('Somebody is on the way').waitFor();
  expect([await first.state(callId), await second.state(later)]).toEqual(['coming', 'waiting']);
  await other.page.getByRole('button', { name: 'On my way kiosk-2' }).click();
  await expect.poll(() => second.state(later)).toBe('coming');

  await first.end(callId);
  await page.getByText('Máy kiosk-1 gọi nhân viên').waitFor({ state: 'detached' });
  expect(centre.complaints).toEqual([]);
});

it('is there for who opens the page later, beside the counter’s own work and readable at twice the size', async () => {
  const centre = await openCentre();
  await caller(centre.url, 'kiosk-1').call();
  await caller(centre.url, 'kiosk-2').call();
  for (const language of ['vi', 'en'] as const) {
    const { page } = await centre.clerk('5', 'cashier', { language });
    await page.locator('li.waiting').nth(1).waitFor();
    expect(await violations(page)).toEqual([]);
    const size = () =>
      page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return { width: scrollWidth, height: scrollHeight };
      });
    expect(await size()).toEqual(monitor);
    await page.setViewportSize(monitorEnlarged);
    expect((await size()).width).toBe(monitorEnlarged.width);
    await page.setViewportSize(monitor);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/counter-help-${language}.png` });
  }
});

it('says that an answer did not reach the server', async () => {
  const centre = await openCentre();
  await caller(centre.url, 'kiosk-1').call();
  const { page } = await centre.clerk('5', 'cashier');
  await page.locator('li.waiting').waitFor();
  await centre.stop();
  await page.keyboard.press('F10');
  await page.getByText('Chưa kết nối được với máy chủ.').waitFor();
  await centre.start();
  await page.keyboard.press('F10');
  await page.getByText('Có người đang đến').waitFor();
});
