import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { signedIn } from '../backend/support/staff.ts';
import { newKey } from '../backend/support/backend.ts';
import { enrolmentCodeResponseSchema } from '../../src/contract/staff.ts';
import { enrolKiosk } from '../../src/main/kiosk.ts';
import { startSurroundings, startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it('a kiosk without a key is out of service and says why, until it is enrolled', async () => {
  const around = await startSurroundings();
  const { backend, config } = around;
  await rm(join(config.dataDirectory, 'kiosk.key'));
  const kiosk = await startWholeKiosk(around, 'out-of-service');
  expect(await kiosk.page('out-of-service')).toMatchObject({ reason: 'KIOSK_NOT_ENROLLED' });
  await kiosk.close();

  const technician = await signedIn(backend, 'technician');
  const { body } = await technician.call('POST', '/v1/enrolment-codes', { kiosk: 'kiosk-1' }, newKey());
  const { code } = enrolmentCodeResponseSchema.parse(body);
  expect(await enrolKiosk(config, code)).toEqual({ ok: true, value: { kiosk: 'kiosk-1' } });
  await startWholeKiosk(around, 'home');
});
