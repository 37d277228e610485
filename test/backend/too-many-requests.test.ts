import { expect, test } from 'vitest';
import { usualLimits } from '../../src/backend/limits.ts';
import { kioskOf, startBackend, ticketRequest } from './support/backend.ts';
import { pageOf } from './support/staff.ts';

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

test('an address that asks too much is told when to come again, and others are served', async () => {
  const { url } = await startBackend({ limits: { ...usualLimits, address: 3 } });
  const ask = (address: string) => fetch(`${url}/v1/board`, from(address));
  for (let round = 0; round < 3; round += 1) expect((await ask('203.0.113.1')).status).toBe(200);
  const refused = await ask('203.0.113.1');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  expect(await refused.json()).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
  expect((await ask('203.0.113.2')).status).toBe(200);
  // What does not exist counts too; and one IPv6 network is one asker.
  for (let round = 0; round < 3; round += 1) await fetch(`${url}/v1/nothing`, from(`2001:db8:0:1::${round}`));
  expect((await ask('2001:db8:0:1::ffff')).status).toBe(429);
  expect((await ask('2001:db8:0:2::ffff')).status).toBe(200);
});

test('a kiosk that asks too much waits, and the next one does not', async () => {
  const { url } = await startBackend({ limits: { ...usualLimits, kiosk: 2 } });
  const [one, other] = [kioskOf(url, 'kiosk-1'), kioskOf(url, 'kiosk-2')];
  await one.numberOf(ticketRequest());
  await one.numberOf(ticketRequest());
  expect(await one.number(ticketRequest())).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
  expect(await other.numberOf(ticketRequest())).toMatchObject({ number: 'K003' });
});

test('signing in and asking for tickets are counted more strictly, and enrolling is not', async () => {
  expect(Object.keys(usualLimits.routes)).toEqual(['POST /v1/staff-sessions', 'GET /v1/tickets/:ticketToken']);
  const routes = Object.fromEntries(Object.keys(usualLimits.routes).map((route) => [route, 1]));
  const { url } = await startBackend({ limits: { ...usualLimits, routes } });
  const ticket = () => fetch(`${url}/v1/tickets/${'A'.repeat(22)}`);
  expect([(await ticket()).status, (await ticket()).status]).toEqual([404, 429]);
  const signIn = () => pageOf(url).call('POST', '/v1/staff-sessions', { staff: 'nobody', password: 'wrong-password' });
  expect([(await signIn()).status, (await signIn()).status]).toEqual([401, 429]);
  const enrol = () => kioskOf(url).call('POST', '/v1/enrolments', { code: '2222-2222-2222' });
  expect([(await enrol()).status, (await enrol()).status]).toEqual([201, 201]);
  expect((await fetch(`${url}/v1/board`)).status).toBe(200);
});
