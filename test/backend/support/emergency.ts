import type { EmergencyNumber, Lease, LeaseRequest } from '../../../src/contract/lease.ts';
import { leaseSchema } from '../../../src/contract/lease.ts';
import { newToken } from '../../../src/backend/tokens.ts';
import type { Database } from '../../../src/backend/store/database.ts';
import { kioskOf, newKey, startBackend } from './backend.ts';
import type { DatabaseKind } from './databases.ts';

type Kiosk = ReturnType<typeof kioskOf>;

export const noon = Date.parse('2026-11-23T12:00:00+07:00');
export const day = 86_400_000;

/** A centre at noon, with two kiosks. */
export async function startAtNoon(on: DatabaseKind) {
  const backend = await startBackend({ on });
  backend.clock.now = noon;
  return { ...backend, kiosk: kioskOf(backend.url), second: kioskOf(backend.url, 'kiosk-2') };
}

export const visits = (database: Database) =>
  database
    .selectFrom('visit')
    .innerJoin('queue_entry', 'queue_entry.ticket_token', 'visit.ticket_token')
    .select(['serial', 'copy', 'queue_entry.arrived_at', 'queue', 'state', 'priority', 'priority_proven'])
    .orderBy('serial')
    .orderBy('copy')
    .execute();

export const gaps = (database: Database) =>
  database
    .selectFrom('serial_gap')
    .select(['letter', 'first_serial', 'last_serial', 'reason'])
    .orderBy('first_serial')
    .execute();

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
