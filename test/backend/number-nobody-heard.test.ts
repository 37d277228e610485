import { expect, test } from 'vitest';
import { gapsSchema } from '../../src/contract/gaps.ts';
import { serviceDay } from '../../src/contract/queue.ts';
import { checkInRequest, kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';
import { databases } from './support/databases.ts';
import { checkedAt } from './support/issuing.ts';
import { signedIn } from './support/staff.ts';

test.each(databases)(
  '%s: a number that nobody heard of is a gap with its reason, and its person gets another',
  async (on) => {
    const backend = await startBackend({ on });
    const { url, database, sealing, clock } = backend;
    const kiosk = kioskOf(url);
    const verified = () => checkedAt(database, sealing, { kiosk: 'kiosk-1', person: 1, now: clock.now });
    const giveUp = (numberKey: string) =>
      kiosk.call('POST', '/v1/print-reports', { numberKey, outcome: 'not-printed' }, newKey());
    const supervisor = await signedIn(backend, 'supervisor');
    const gaps = async () =>
      gapsSchema.parse((await supervisor.call('GET', `/v1/gaps?day=${serviceDay(clock.now)}`)).body).gaps;

    const lost = newKey();
    expect(await kiosk.numberOf(checkInRequest(await verified()), lost)).toMatchObject({ number: 'A001' });
    for (let times = 0; times < 2; times += 1) expect(await giveUp(lost)).toMatchObject({ status: 204 });
    expect(await kiosk.numberOf(checkInRequest(await verified()))).toMatchObject({
      number: 'A002',
      repeated: false,
      ahead: 0,
    });
    expect(await gaps()).toMatchObject([{ letter: 'A', first: 1, last: 1, reason: 'not-heard' }]);

    // Told at another kiosk, the number is somebody's.
    const other = newKey();
    expect(await kiosk.numberOf(checkInRequest(await verified()), other)).toMatchObject({
      number: 'A002',
      repeated: true,
    });
    await giveUp(other);
    expect(await gaps()).toHaveLength(1);

    // The request that was given up comes after all.
    const late = newKey();
    await giveUp(late);
    expect(await kiosk.number(ticketRequest(), late)).toMatchObject({ status: 409, body: { code: 'BACKEND_REFUSED' } });
    expect(await kiosk.numberOf(ticketRequest())).toMatchObject({ number: 'K001' });
    expect(await gaps()).toHaveLength(1);
  },
);

test('only a supervisor sees the gaps', async () => {
  const backend = await startBackend();
  const path = `/v1/gaps?day=${serviceDay(backend.clock.now)}`;
  expect(await (await signedIn(backend, 'clerk')).call('GET', path)).toMatchObject({ status: 403 });
  expect(await (await signedIn(backend, 'supervisor')).call('GET', '/v1/gaps?day=today')).toMatchObject({
    status: 400,
  });
  expect((await fetch(backend.url + path)).status).toBe(401);
});
