import { expect, test } from 'vitest';
import { kioskOf, kioskToken, startBackend, ticketRequest, newKey } from './support/backend.ts';

const routes = [
  ['GET', '/v1/services'],
  ['POST', '/v1/challenges'],
  ['POST', '/v1/verifications'],
  ['POST', '/v1/numbers'],
  ['POST', '/v1/print-reports'],
] as const;

test.each([
  ['no token', undefined],
  ['an unknown token', 'Bearer another-token-of-nobody'],
  ['the token with a letter more', `Bearer ${kioskToken}x`],
  ['another scheme', `Basic ${kioskToken}`],
  ['an empty token', 'Bearer '],
])('%s opens nothing', async (_name, authorization) => {
  const { url, database } = await startBackend();
  for (const [method, path] of routes) {
    const response = await fetch(url + path, {
      method,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': newKey(),
        ...(authorization !== undefined && { authorization }),
      },
      ...(method === 'POST' && { body: JSON.stringify(ticketRequest()) }),
    });
    expect([path, response.status]).toEqual([path, 401]);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      code: 'BACKEND_REFUSED',
    });
  }
  expect(await database.selectFrom('visit').selectAll().execute()).toEqual([]);
  expect(await database.selectFrom('challenge').selectAll().execute()).toEqual([]);
});

test('health is open, and an enrolled kiosk learns the centre and its services', async () => {
  const { url } = await startBackend();
  expect(await (await fetch(`${url}/v1/health`)).json()).toEqual({ status: 'ok' });
  const { body } = await kioskOf(url).call('GET', '/v1/services');
  expect(body).toMatchObject({
    centre: { facilityCode: '99001' },
    services: [{ id: 'insurance-check-in' }, { id: 'licence-renewal' }, { id: 'queue-ticket' }],
  });
});
