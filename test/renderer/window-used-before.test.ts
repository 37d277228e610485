import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { takeWindow } from './windows.ts';

it('keeps nothing that a test before left behind on the same port', async () => {
  const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<p>a page</p>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  // Of a kind that no other test uses, so that it is the same window twice.
  const take = () => takeWindow({ deviceScaleFactor: 1.25 }, { width: 100, height: 100 });

  const first = await take();
  await first.page.goto(address);
  await first.page.evaluate(() => {
    localStorage.setItem('name', 'left');
    sessionStorage.setItem('name', 'left');
  });
  await first.giveBack();

  const second = await take();
  expect(second.page).toBe(first.page);
  await second.page.goto(address);
  expect(await second.page.evaluate(() => [localStorage.getItem('name'), sessionStorage.getItem('name')])).toEqual([
    null,
    null,
  ]);
  await second.giveBack();
  server.closeAllConnections();
  server.close();
});
