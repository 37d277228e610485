import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { isFull } from '../support/repetitions.ts';
import { violations } from './axe.ts';
import { openCentre, ready, type Centre } from './centre-support.ts';

const patience = { timeout: 60_000 };
const shown = (board: Page) => board.locator('.number').allInnerTexts();

/** One is called at each of these counters, in this order. */
async function callAt(centre: Centre, places: [counter: string, queue: string][]): Promise<string[]> {
  const numbers: string[] = [];
  for (const [counter, queue] of places) {
    const [number] = await centre.arrive('triage');
    await centre.move('triage', queue);
    await centre.call(counter, queue);
    numbers.unshift(number);
  }
  return numbers;
}

it('shows who is called where, the latest first, to be read at ten metres', async () => {
  const centre = await openCentre();
  const board = await centre.board();
  await board.emulateMedia({ reducedMotion: 'no-preference' });
  await board.getByText('Chưa có số nào được mời').waitFor();
  expect(await violations(board)).toEqual([]);
  const wards = await centre.board('?queue=eyes&queue=cardiology');
  await wards.getByText('Chưa có số nào được mời').waitFor();

  const fresh = board.locator('.newest.fresh', { hasText: 'Phòng 203' }).waitFor();
  const numbers = await callAt(centre, [
    ['5', 'cashier'],
    ['207', 'eyes'],
    ['203', 'cardiology'],
  ]);
  await fresh;
  await expect.poll(() => shown(board), patience).toEqual(numbers);
  await expect.poll(() => shown(wards), patience).toEqual(numbers.slice(0, 2));
  await board.getByText('Room 203, Examination desk, first floor').waitFor();
  expect(await violations(board)).toEqual([]);

  const found = await board.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    height: document.documentElement.scrollHeight,
    newest: parseFloat(getComputedStyle(document.querySelector('.newest .number') ?? document.body).fontSize),
    others: parseFloat(getComputedStyle(document.querySelector('li .number') ?? document.body).fontSize),
  }));
  expect([found.width, found.height]).toEqual([1920, 1080]);
  // Capitals on a 55" screen, in millimetres: 108 at ten metres and 55 at five (ADA 703.5.5).
  const capitals = (size: number) => (size * 0.714 * 1218) / 1920;
  expect(capitals(found.newest)).toBeGreaterThan(108);
  expect(capitals(found.others)).toBeGreaterThan(54);
  expect(centre.complaints).toEqual([]);
});

it('says that it is cut off, and tells afterwards of the call that it missed as of a new one', async () => {
  const centre = await openCentre();
  const [old] = await callAt(centre, [['5', 'cashier']]);
  const board = await centre.board();
  await expect.poll(() => shown(board), patience).toEqual([old]);
  // It was called before the board was there.
  expect(await board.locator('.fresh').count()).toBe(0);

  await centre.stop();
  await board.getByText('Mất kết nối từ').waitFor();
  await board.getByText('Connection lost at').waitFor();
  await board.locator('main.old').waitFor();
  await board.context().setOffline(true);
  await centre.start();
  const [missed] = await callAt(centre, [['207', 'eyes']]);
  expect(await shown(board)).toEqual([old]);
  await board.context().setOffline(false);
  await board.locator('.newest.fresh', { hasText: missed ?? '' }).waitFor();
  await board.getByText('Mất kết nối từ').waitFor({ state: 'detached' });
  expect(await shown(board)).toEqual([missed, old]);
});

it('shows neither why somebody goes first nor who it is', async () => {
  const centre = await openCentre();
  const board = await centre.board();
  await centre.arrive('cashier', 2);
  await centre.declare('cashier', ['pregnant', 'severe-disability']);
  const { page } = await centre.clerk('5', 'cashier');
  await page.keyboard.press('F9');
  await page.getByText('phụ nữ có thai').first().waitFor();
  await ready(page);
  await board.locator('.newest').waitFor();
  expect(await board.content()).not.toMatch(/thai|tự khai|ưu tiên|khuyết|priority|pregnant|disability/i);
});

it('stands for days: what was called leaves nothing behind', async () => {
  const centre = await openCentre();
  const board = await centre.board();
  await board.getByText('Chưa có số nào được mời').waitFor();
  const session = await board.context().newCDPSession(board);
  await session.send('Performance.enable');
  const count = async () => {
    await session.send('HeapProfiler.enable');
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
    return { nodes: of('Nodes'), listeners: of('JSEventListeners') };
  };
  const calls = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      // A day ends at 999, and the next begins anew.
      const number = `K${String(100 + (time % 900))}`;
      await centre.tellOfCall(number);
      if (time % 20 === 19) await board.locator('.newest', { hasText: number }).waitFor();
    }
  };
  await calls(40);
  const before = await count();
  await calls(isFull ? 2_000 : 200);
  // What was drawn a moment ago is let go a moment later.
  await expect.poll(async () => (await count()).nodes - before.nodes, { timeout: 10_000 }).toBeLessThan(100);
  expect((await count()).listeners - before.listeners).toBeLessThan(10);
  expect((await shown(board)).length).toBe(1);
  await session.detach();
});

it('shows who came before midnight and is called after it, and nobody of the day before', async () => {
  const centre = await openCentre();
  const board = await centre.board();
  await board.getByText('Chưa có số nào được mời').waitFor();
  // What it hears is of two days ago, of yesterday, and of today.
  for (const [number, days] of [
    ['K102', 2],
    ['K101', 1],
    ['K100', 0],
  ] as const) {
    centre.clock.now -= days * 24 * 3_600_000;
    await centre.tellOfCall(number);
    centre.clock.now += days * 24 * 3_600_000;
    if (days < 2) await expect.poll(() => shown(board), patience).toEqual([number]);
  }
});
