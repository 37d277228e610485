import { expect, test } from 'vitest';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { databases } from './support/databases.ts';
import { initialise, newSite, runServer } from './support/process.ts';

const serialsOf = (numbers: string[]) => numbers.map((number) => Number(number.slice(1))).toSorted((a, b) => a - b);

test.each(databases)('%s: 200 kiosks that ask at once get 200 numbers without a gap', async (on) => {
  const { url } = await startBackend({ on });
  const kiosk = kioskOf(url);
  const issued = await Promise.all(Array.from({ length: 200 }, () => kiosk.numberOf(ticketRequest())));

  expect(serialsOf(issued.map(({ number }) => number))).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  expect(new Set(issued.map(({ ticketToken }) => ticketToken)).size).toBe(200);
});

test.each(databases)('%s: queues count apart', async (on) => {
  const { url } = await startBackend({ on });
  const kiosk = kioskOf(url);
  const queues = ['cashier', 'pharmacy', 'cashier', 'triage'];
  const numbers: string[] = [];
  for (const queue of queues) numbers.push((await kiosk.numberOf(ticketRequest(queue))).number);
  expect(numbers).toEqual(['K001', 'E001', 'K002', 'T001']);
});

test('two server processes on one database give no number twice', async () => {
  const site = await newSite();
  await initialise(site);
  const [one, other] = await Promise.all([runServer(site), runServer(site)]);
  const kiosks = [one, other].map(({ url }) => kioskOf(url ?? ''));
  const issued = await Promise.all(
    kiosks.flatMap((kiosk) => Array.from({ length: 60 }, () => kiosk.numberOf(ticketRequest()))),
  );
  expect(serialsOf(issued.map(({ number }) => number))).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
});

test.each(databases)(
  '%s: after 999 numbers the queue is closed for the day, and the next day starts anew',
  async (on) => {
    const { url, clock, database } = await startBackend({ on });
    const kiosk = kioskOf(url);
    await kiosk.numberOf(ticketRequest());
    await database.updateTable('serial_counter').set({ last_serial: 998 }).execute();

    const key = newKey();
    expect(await kiosk.numberOf(ticketRequest(), key)).toMatchObject({ number: 'K999' });
    expect(await kiosk.number(ticketRequest())).toMatchObject({ status: 409, body: { code: 'QUEUE_CLOSED' } });
    expect(await kiosk.numberOf(ticketRequest(), key)).toMatchObject({ number: 'K999' });
    clock.now += 24 * 3_600_000;
    expect(await kiosk.numberOf(ticketRequest())).toMatchObject({ number: 'K001' });
  },
);
