import type { Selectable } from 'kysely';
import type { Lease } from '../../contract/lease.ts';
import type { Database, Transaction } from './database.ts';
import type { Tables } from './tables.ts';

export interface GrantedLease extends Lease {
  kiosk: string;
  grantedAt: number;
}

type Row = Selectable<Tables['lease']>;

const fromRow = (row: Row): GrantedLease => ({
  kiosk: row.kiosk,
  epoch: row.epoch,
  serviceDay: row.service_day,
  letter: row.letter,
  first: row.first_serial,
  last: row.last_serial,
  grantedAt: row.granted_at,
});

export async function latestLease(transaction: Transaction, kiosk: string): Promise<GrantedLease | undefined> {
  const row = await transaction
    .selectFrom('lease')
    .selectAll()
    .where('kiosk', '=', kiosk)
    .orderBy('epoch', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** Whether it was granted one of this epoch. */
export async function hasLease(transaction: Transaction, kiosk: string, epoch: number): Promise<boolean> {
  const row = await transaction
    .selectFrom('lease')
    .select('epoch')
    .where('kiosk', '=', kiosk)
    .where('epoch', '=', epoch)
    .executeTakeFirst();
  return row !== undefined;
}

/** @throws where another server granted the same epoch meanwhile */
export async function addLease(transaction: Transaction, lease: GrantedLease): Promise<void> {
  await transaction
    .insertInto('lease')
    .values({
      kiosk: lease.kiosk,
      epoch: lease.epoch,
      service_day: lease.serviceDay,
      letter: lease.letter,
      first_serial: lease.first,
      last_serial: lease.last,
      granted_at: lease.grantedAt,
      ended_at: null,
    })
    .execute();
}

/** The one that a serial lies in, whichever kiosk's: no two share any. */
export async function leaseOf(
  transaction: Transaction,
  { letter, serviceDay, serial }: Serial,
): Promise<GrantedLease | undefined> {
  const row = await transaction
    .selectFrom('lease')
    .selectAll()
    .where('letter', '=', letter)
    .where('service_day', '=', serviceDay)
    .where('first_serial', '<=', serial)
    .where('last_serial', '>=', serial)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** Leases of days that are over, each told once. */
export async function endLeases(transaction: Transaction, today: string, at: number): Promise<GrantedLease[]> {
  const rows = await transaction
    .updateTable('lease')
    .set({ ended_at: at })
    .where('ended_at', 'is', null)
    .where('service_day', '<', today)
    .returningAll()
    .execute();
  return rows.map(fromRow);
}

/** Serials of a lease that are known to be somebody's, from the lowest. */
export async function spentSerials(transaction: Transaction, lease: Lease): Promise<number[]> {
  const rows = await transaction
    .selectFrom('visit')
    .select('serial')
    .where('letter', '=', lease.letter)
    .where('service_day', '=', lease.serviceDay)
    .where('serial', '>=', lease.first)
    .where('serial', '<=', lease.last)
    .where('copy', '=', 0)
    .orderBy('serial')
    .execute();
  return rows.map(({ serial }) => serial);
}

/** A kiosk's leases of a day, and how many serials of each are known to be somebody's. */
export async function countSpent(
  transaction: Transaction,
  kiosk: string,
  serviceDay: string,
): Promise<{ lease: GrantedLease; spent: number }[]> {
  const rows = await transaction
    .selectFrom('lease')
    .selectAll()
    .select((lease) =>
      lease
        .selectFrom('visit')
        .whereRef('visit.letter', '=', 'lease.letter')
        .whereRef('visit.service_day', '=', 'lease.service_day')
        .whereRef('visit.serial', '>=', 'lease.first_serial')
        .whereRef('visit.serial', '<=', 'lease.last_serial')
        .where('visit.copy', '=', 0)
        .select(({ fn }) => fn.countAll<number>().as('visits'))
        .as('spent'),
    )
    .where('kiosk', '=', kiosk)
    .where('service_day', '=', serviceDay)
    .execute();
  return rows.map((row) => ({ lease: fromRow(row), spent: Number(row.spent) }));
}

/** One of a letter's day. */
interface Serial {
  letter: string;
  serviceDay: string;
  serial: number;
}

export interface SerialRange {
  first: number;
  last: number;
}

type GapReason = Tables['serial_gap']['reason'];

export async function addGaps(
  transaction: Transaction,
  { letter, serviceDay }: Pick<Lease, 'letter' | 'serviceDay'>,
  ranges: readonly SerialRange[],
  reason: GapReason,
  at: number,
): Promise<void> {
  if (ranges.length === 0) return;
  await transaction
    .insertInto('serial_gap')
    .values(
      ranges.map(({ first, last }) => ({
        letter,
        service_day: serviceDay,
        first_serial: first,
        last_serial: last,
        reason,
        noted_at: at,
      })),
    )
    .execute();
}

/** Whether a serial was passed over because it may have been given before the database was restored. */
export async function isPassedOver(transaction: Transaction, { letter, serviceDay, serial }: Serial): Promise<boolean> {
  const gap = await transaction
    .selectFrom('serial_gap')
    .select('first_serial')
    .where('letter', '=', letter)
    .where('service_day', '=', serviceDay)
    .where('first_serial', '<=', serial)
    .where('last_serial', '>=', serial)
    .where('reason', '=', 'restored')
    .executeTakeFirst();
  return gap !== undefined;
}

/** A serial that was thought to be nobody's is somebody's: the rest of its gap stays. */
export async function openGap(transaction: Transaction, number: Serial): Promise<void> {
  const { letter, serviceDay, serial } = number;
  const gap = await transaction
    .deleteFrom('serial_gap')
    .where('letter', '=', letter)
    .where('service_day', '=', serviceDay)
    .where('first_serial', '<=', serial)
    .where('last_serial', '>=', serial)
    .returningAll()
    .executeTakeFirst();
  if (!gap) return;
  const rest = [
    { first: gap.first_serial, last: serial - 1 },
    { first: serial + 1, last: gap.last_serial },
  ];
  await addGaps(
    transaction,
    number,
    rest.filter(({ first, last }) => first <= last),
    gap.reason,
    gap.noted_at,
  );
}

/** Visits that hold this number, and the visit of this ticket, whatever its number. */
export async function findHolders(
  database: Database | Transaction,
  number: Serial & { ticketToken: string },
): Promise<{ ticketToken: string; holdsNumber: boolean }[]> {
  const rows = await database
    .selectFrom('visit')
    .select(['ticket_token', 'letter', 'service_day', 'serial'])
    .where((where) =>
      where.or([
        where('ticket_token', '=', number.ticketToken),
        where.and({ letter: number.letter, service_day: number.serviceDay, serial: number.serial }),
      ]),
    )
    .execute();
  return rows.map((row) => ({
    ticketToken: row.ticket_token,
    holdsNumber: row.letter === number.letter && row.service_day === number.serviceDay && row.serial === number.serial,
  }));
}
