import { numberRequestSchema, numberResponseSchema, type NumberResponse } from '../../contract/backend-api.ts';
import { z } from '../../contract/zod.ts';
import type { Database, Transaction } from './database.ts';
import type { Sealing } from './sealing.ts';
import { verificationSchema } from './verifications.ts';

/** Everything known of one visit. It is stored sealed and nowhere else. */
const visitSchema = z.strictObject({
  number: numberResponseSchema,
  request: numberRequestSchema,
  verification: verificationSchema.optional(),
});
export type Visit = z.infer<typeof visitSchema>;

export interface NewVisit {
  letter: string;
  serial: number;
  arrivedAt: number;
  personMark: Buffer | undefined;
  visit: Visit;
}

const record = (ticketToken: string) => `visit ${ticketToken}`;

export async function addVisits(transaction: Transaction, sealing: Sealing, added: readonly NewVisit[]): Promise<void> {
  if (added.length === 0) return;
  await transaction
    .insertInto('visit')
    .values(
      added.map(({ letter, serial, arrivedAt, personMark, visit }) => ({
        ticket_token: visit.number.ticketToken,
        letter,
        serial,
        service_day: visit.number.serviceDay,
        service: visit.request.service,
        person_mark: personMark ?? null,
        arrived_at: arrivedAt,
        sealed: sealing.seal(record(visit.number.ticketToken), visit),
      })),
    )
    .execute();
}

export async function findVisits(
  database: Database | Transaction,
  sealing: Sealing,
  ticketTokens: readonly string[],
): Promise<Visit[]> {
  if (ticketTokens.length === 0) return [];
  const rows = await database
    .selectFrom('visit')
    .select(['ticket_token', 'sealed'])
    .where('ticket_token', 'in', [...ticketTokens])
    .execute();
  return rows.map((row) => visitSchema.parse(sealing.open(record(row.ticket_token), row.sealed)));
}

export interface HeldNumber {
  personMark: Buffer;
  number: NumberResponse;
}

/** Numbers that these people hold already. */
export async function findHeld(
  transaction: Transaction,
  sealing: Sealing,
  personMarks: readonly Buffer[],
): Promise<HeldNumber[]> {
  if (personMarks.length === 0) return [];
  const rows = await transaction
    .selectFrom('visit')
    .select(['ticket_token', 'sealed', 'person_mark'])
    .where('person_mark', 'in', [...personMarks])
    .execute();
  return rows.flatMap((row) =>
    row.person_mark === null
      ? []
      : {
          personMark: row.person_mark,
          number: visitSchema.parse(sealing.open(record(row.ticket_token), row.sealed)).number,
        },
  );
}
