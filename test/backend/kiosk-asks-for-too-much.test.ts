import { expect, test } from 'vitest';
import { checkInRequest, kioskOf, startBackend, ticketRequest } from './support/backend.ts';
import { trustOfCards, useCards } from './support/cards.ts';

useCards();

const refused = { status: 409, body: { code: 'BACKEND_REFUSED' } };

async function start() {
  const { url } = await startBackend({ trust: await trustOfCards() });
  return kioskOf(url);
}

test('a ticket without a person opens no clinic and gives no priority', async () => {
  const kiosk = await start();
  expect(await kiosk.number(ticketRequest('general'))).toMatchObject(refused);
  expect(await kiosk.number({ ...ticketRequest(), priority: 'merit' })).toMatchObject(refused);
  expect(await kiosk.number({ ...ticketRequest(), priority: 'age-75' })).toMatchObject(refused);
  expect(await kiosk.number(ticketRequest('cashier'))).toMatchObject({ status: 201 });
});

test('the uninsured wait where they pay, and nowhere else', async () => {
  const kiosk = await start();
  const { verificationId } = await kiosk.verified('expired');
  expect(await kiosk.number(checkInRequest(verificationId, 'eyes'))).toMatchObject(refused);
  const again = await kiosk.verified('expired');
  expect(await kiosk.number(checkInRequest(again.verificationId, 'self-paid'))).toMatchObject({ status: 201 });
});

test('an age that the card disproves is no priority; one that it proves needs no asking', async () => {
  const kiosk = await start();
  const young = await kiosk.verified('expired');
  const request = checkInRequest(young.verificationId, 'self-paid');
  for (const priority of ['age-75', 'under-6'] as const)
    expect(await kiosk.number({ ...request, priority })).toMatchObject(refused);
  const old = await kiosk.verified('valid');
  expect(await kiosk.numberOf(checkInRequest(old.verificationId))).toMatchObject({ priority: 'age-75' });
});

test('a service that the law gives no priority gives none, whatever the age', async () => {
  const kiosk = await start();
  const { verificationId } = await kiosk.verified('valid', 'licence-renewal');
  const request = {
    service: 'licence-renewal',
    queue: 'licence-desk',
    verificationId,
    priority: 'none',
    answers: {},
  } as const;
  expect(await kiosk.numberOf(request)).toMatchObject({ number: 'L001', priority: 'none' });
});
