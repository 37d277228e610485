import { expect, it } from 'vitest';
import { openHelpCallsSchema } from '../../src/contract/help.ts';
import { delays } from '../../src/main/delays.ts';
import { newKey } from '../backend/support/backend.ts';
import { signedIn } from '../backend/support/staff.ts';
import { startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

const patience = { timeout: 20_000, interval: 10 };

it('who calls staff is told when a clerk is coming, on every page, and her call ends with her session', async () => {
  const kiosk = await startWholeKiosk();
  const clerk = await signedIn(kiosk.backend, 'clerk');
  const open = async () => openHelpCallsSchema.parse((await clerk.call('GET', '/v1/help-calls')).body).calls;
  const shows = (state: string | undefined) => expect.poll(kiosk.help, patience).toBe(state);

  await kiosk.send({ type: 'choose-service', service: 'insurance-check-in' }, { type: 'call-help' });
  await shows('waiting');
  const [call] = await open();
  expect(call).toMatchObject({ kiosk: 'kiosk-1', state: 'waiting' });

  // The slip for the desk begins another turn of the same visit.
  await kiosk.send({ type: 'ask-staff' });
  await kiosk.page('desk', ({ paper }) => paper.state !== 'printing');
  const { status } = await clerk.call('POST', `/v1/help-calls/${call?.callId}/acknowledgement`, undefined, newKey());
  expect(status).toBe(204);
  expect(kiosk.help()).toBe('waiting');
  kiosk.clock.pass(delays.helpAsk);
  await shows('coming');

  await kiosk.send({ type: 'finish' });
  await shows(undefined);
  await expect.poll(open, patience).toEqual([]);
});
