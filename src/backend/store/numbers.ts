import type { Transaction } from 'kysely';
import { numberRequestSchema, numberResponseSchema, type NumberResponse } from '../../contract/backend-api.ts';
import { z } from '../../contract/zod.ts';
import type { Tables } from './database.ts';
import type { Sealing } from './sealing.ts';
import { verificationSchema } from './verifications.ts';

/** Everything known of one visit. It is stored sealed and nowhere else. */
const visitSchema = z.strictObject({
  number: numberResponseSchema,
  request: numberRequestSchema,
  verification: verificationSchema.optional(),
});
export type Visit = z.infer<typeof visitSchema>;

const lastSerial = 999;
const record = (ticketToken: string) => `visit ${ticketToken}`;

/** The next number of a queue's day; undefined when the day has none left. */
export async function nextSerial(
  transaction: Transaction<Tables>,
  queue: string,
  serviceDay: string,
): Promise<number | undefined> {
  const counter = await transaction
    .insertInto('queue_counter')
    .values({ queue, service_day: serviceDay, last_serial: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['queue', 'service_day'])
        .doUpdateSet((set) => ({ last_serial: set('queue_counter.last_serial', '+', 1) }))
        .where('queue_counter.last_serial', '<', lastSerial),
    )
    .returning('last_serial')
    .executeTakeFirst();
  return counter?.last_serial;
}

export async function addNumber(
  transaction: Transaction<Tables>,
  sealing: Sealing,
  added: { serial: number; personMark: Buffer | undefined; visit: Visit },
): Promise<void> {
  const { ticketToken, queue, serviceDay } = added.visit.number;
  await transaction
    .insertInto('number')
    .values({
      ticket_token: ticketToken,
      queue,
      service_day: serviceDay,
      serial: added.serial,
      person_mark: added.personMark ?? null,
      sealed_visit: sealing.seal(record(ticketToken), added.visit),
    })
    .execute();
}

/** The number that a person holds, or that a ticket carries. */
export async function findNumber(
  transaction: Transaction<Tables>,
  sealing: Sealing,
  by: { personMark: Buffer } | { ticketToken: string },
): Promise<NumberResponse | undefined> {
  const row = await transaction
    .selectFrom('number')
    .select(['ticket_token', 'sealed_visit'])
    .where((where) =>
      'personMark' in by ? where('person_mark', '=', by.personMark) : where('ticket_token', '=', by.ticketToken),
    )
    .executeTakeFirst();
  return row && visitSchema.parse(sealing.open(record(row.ticket_token), row.sealed_visit)).number;
}
