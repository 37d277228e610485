import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { backendClient } from '../../src/main/backend/client.ts';
import { newKey, startBackend, ticketRequest } from '../backend/support/backend.ts';
import { databases } from '../backend/support/databases.ts';
import { keyOf } from '../backend/support/kiosks.ts';

/** A proxy that lost the connection while the answer was on its way, and asks once more on another one. */
async function lineThatAsksAgain(url: string): Promise<string> {
  let isFirst = true;
  const line = createServer((request, response) => {
    const { host: _, ...headers } = request.headers;
    void buffer(request).then(async (body) => {
      const ask = () =>
        fetch(url + (request.url ?? ''), { method: 'POST', headers: headers as Record<string, string>, body });
      if (isFirst) await ask();
      isFirst = false;
      const answer = await ask();
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    line.closeAllConnections();
    line.close();
  });
  await new Promise((resolve) => line.once('listening', resolve));
  return `http://127.0.0.1:${(line.address() as AddressInfo).port}`;
}

test.each(databases)('%s: the line sent a request twice: its number is heard all the same, and is one', async (on) => {
  const backend = await startBackend({ on });
  const url = await lineThatAsksAgain(backend.url);
  const kiosk = backendClient({ url, key: keyOf('kiosk-1'), clock: { now: Date.now }, log: () => undefined });
  expect(await kiosk.number(newKey(), ticketRequest())).toMatchObject({ ok: true, value: { number: 'K001' } });
  expect(await backend.database.selectFrom('visit').select('serial').execute()).toEqual([{ serial: 1 }]);
});
