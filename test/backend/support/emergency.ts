import type { EmergencyNumber, Lease, LeaseRequest } from '../../../src/contract/lease.ts';
import { leaseSchema } from '../../../src/contract/lease.ts';
import { newToken } from '../../../src/backend/tokens.ts';
import { newKey, type kioskOf } from './backend.ts';

type Kiosk = ReturnType<typeof kioskOf>;

export const askLease = (kiosk: Kiosk, held?: LeaseRequest['held'], key = newKey()) =>
  kiosk.call('POST', '/v1/leases', held ? { held } : {}, key);

export const leaseOf = async (kiosk: Kiosk, held?: LeaseRequest['held']): Promise<Lease> =>
  leaseSchema.parse((await askLease(kiosk, held)).body);

/** As a kiosk gives the first of a lease by itself. */
export const givenFrom = (lease: Lease, given: Partial<EmergencyNumber> = {}): EmergencyNumber => ({
  epoch: lease.epoch,
  serviceDay: lease.serviceDay,
  letter: lease.letter,
  serial: lease.first,
  ticketToken: newToken(),
  service: 'queue-ticket',
  queue: 'cashier',
  priority: 'none',
  arrivedAt: new Date().toISOString(),
  ...given,
});

export const report = (kiosk: Kiosk, given: EmergencyNumber) =>
  kiosk.call('POST', '/v1/emergency-numbers', given, newKey());
