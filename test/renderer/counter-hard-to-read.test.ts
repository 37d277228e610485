import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { failureCodeSchema } from '../../src/contract/failures.ts';
import { languageSchema } from '../../src/contract/text.ts';
import { violations } from './axe.ts';
import { monitor, monitorEnlarged, openCentre, ready } from './centre-support.ts';

/** Runs in the page. */
function measure() {
  const seen = (element: Element) => element.checkVisibility({ visibilityProperty: true });
  const texts = [...document.querySelectorAll('body *')].filter(
    (element) =>
      seen(element) &&
      !element.closest('.visually-hidden, svg') &&
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
  );
  return {
    width: document.documentElement.scrollWidth,
    height: document.documentElement.scrollHeight,
    targets: [...document.querySelectorAll('button, input, select')].filter(seen).map((element) => {
      const { width, height } = element.getBoundingClientRect();
      return { what: element.textContent.trim(), width, height };
    }),
    texts: texts.map((element) => {
      const style = getComputedStyle(element);
      const size = parseFloat(style.fontSize);
      const { left, right } = element.getBoundingClientRect();
      return { what: element.textContent.trim(), size, lineHeight: parseFloat(style.lineHeight) / size, left, right };
    }),
    text: document.body.innerText,
  };
}

async function expectReadable(page: Page, width: number) {
  const found = await page.evaluate(measure);
  expect(found.width).toBe(width);
  for (const { what, width, height } of found.targets) expect(Math.min(width, height), what).toBeGreaterThanOrEqual(28);
  for (const { what, size, lineHeight, left, right } of found.texts) {
    expect(size, what).toBeGreaterThanOrEqual(14);
    expect(lineHeight, what).toBeGreaterThanOrEqual(1.39999);
    expect(left, what).toBeGreaterThanOrEqual(0);
    expect(right, what).toBeLessThanOrEqual(width);
  }
  expect(failureCodeSchema.options.filter((code) => found.text.includes(code))).toEqual([]);
  // A text that is missing shows as its key; one whose values are missing shows their names.
  expect(found.text).not.toMatch(/\b[a-z]+\.[a-z][a-zA-Z-]+\b|[{}]|undefined|NaN/);
  return found;
}

it.each(languageSchema.options)('a day at the counter in %s, also at twice the size', async (language) => {
  const centre = await openCentre();
  await centre.arrive('cashier', 4);
  await centre.arrive('pharmacy', 4);
  await centre.declare('cashier', ['none', 'pregnant', 'none', 'severe-disability']);
  for (const person of [1, 2, 3]) await centre.arriveUnverified(person);
  const { page } = await centre.clerk('5', 'cashier', { language });

  const look = async () => {
    expect(await violations(page)).toEqual([]);
    const { height } = await expectReadable(page, monitor.width);
    // No scrolling: who calls sees all that can be done.
    expect(height).toBe(monitor.height);
    await page.setViewportSize(monitorEnlarged);
    await expectReadable(page, monitorEnlarged.width);
    await page.setViewportSize(monitor);
  };
  await page.locator('li .number').first().waitFor();
  await look();
  await page.keyboard.press('F9');
  await page.locator('.serving, .check').first().waitFor();
  await look();
  await ready(page);
  await page.keyboard.press('F4');
  await page.locator('.lately button').waitFor();
  await ready(page);
  await page.keyboard.press('F9');
  await page.locator('h1:not(.none)').waitFor();
  await ready(page);
  for (const key of ['F6', 'F7']) {
    await page.keyboard.press(key);
    await page.locator('dialog li').first().waitFor();
    await look();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
  }
  await centre.stop();
  await page.locator('.news .error').waitFor();
  await look();
  expect(centre.complaints).toEqual([]);
});

it('signing in and choosing a counter, by keyboard alone', async () => {
  const centre = await openCentre();
  await centre.account('lan.nt', true);
  const page = await centre.visitor('/counter');
  await page.getByLabel('Tên đăng nhập').waitFor();
  expect(await violations(page)).toEqual([]);
  await expectReadable(page, monitor.width);
  // Whoever reads no Vietnamese changes that first.
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Sign in to call numbers').waitFor();
  await expectReadable(page, monitor.width);
});
