import {
  eligibilitySchema,
  numberRequestSchema,
  numberResponseSchema,
  type NumberResponse,
} from '../../contract/backend-api.ts';
import { missingSchema } from '../../contract/checks.ts';
import { insuranceCardSchema } from '../../contract/insurance-card.ts';
import { formatQueueNumber } from '../../contract/queue.ts';
import { z } from '../../contract/zod.ts';
import type { Database, Transaction } from './database.ts';
import { addPhotos } from './photos.ts';
import type { Sealing } from './sealing.ts';
import { verificationSchema } from './verifications.ts';

/** Everything known of one visit but its portrait. It is stored sealed and nowhere else. */
const visitSchema = z.strictObject({
  number: numberResponseSchema,
  /** With a portrait only in visits from before those had a table of their own; with answers of whatever length was let in then. */
  request: numberRequestSchema.extend({ answers: z.record(z.string(), z.string()) }),
  verification: verificationSchema.optional(),
  /** What staff found out afterwards of one who was served unverified. */
  checks: z
    .strictObject({
      eligibility: eligibilitySchema.optional(),
      insuranceCard: insuranceCardSchema.optional(),
      /** When the insurance portal was asked again. */
      askedAt: z.int().optional(),
      papers: z.partialRecord(missingSchema, z.enum(['sufficient', 'insufficient'])).optional(),
    })
    .optional(),
});
export type Visit = z.infer<typeof visitSchema>;

export interface NewVisit {
  letter: string;
  serial: number;
  /** Of a number that somebody else holds too. */
  copy?: number;
  arrivedAt: number;
  personMark: Buffer | undefined;
  declaredMark?: Buffer | undefined;
  visit: Visit;
}

const record = (ticketToken: string) => `visit ${ticketToken}`;

export async function addVisits(transaction: Transaction, sealing: Sealing, added: readonly NewVisit[]): Promise<void> {
  if (added.length === 0) return;
  const parted = added.map((one) => {
    const { photo, ...request } = one.visit.request;
    return { ...one, visit: { ...one.visit, request }, photo };
  });
  await transaction
    .insertInto('visit')
    .values(
      parted.map(({ letter, serial, copy, arrivedAt, personMark, declaredMark, visit }) => ({
        ticket_token: visit.number.ticketToken,
        letter,
        serial,
        service_day: visit.number.serviceDay,
        service: visit.request.service,
        person_mark: personMark ?? null,
        declared_mark: declaredMark ?? null,
        copy: copy ?? 0,
        arrived_at: arrivedAt,
        unverified: visit.number.unverified ? 1 : 0,
        result_on: visit.number.dossier?.resultOn ?? null,
        sealed: sealing.seal(record(visit.number.ticketToken), visit),
      })),
    )
    .execute();
  const photos = parted.flatMap(({ visit, photo }) =>
    photo === undefined ? [] : { ticketToken: visit.number.ticketToken, photo },
  );
  await addPhotos(transaction, sealing, photos);
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

export interface StoredVisit {
  visit: Visit;
  arrivedAt: number;
}

/** Those of a day of whom staff have still something to check, by arrival. */
export async function findUnverified(
  database: Database,
  sealing: Sealing,
  serviceDay: string,
  limit: number,
): Promise<StoredVisit[]> {
  const rows = await database
    .selectFrom('visit')
    .select(['ticket_token', 'arrived_at', 'sealed'])
    .where('service_day', '=', serviceDay)
    .where('unverified', '=', 1)
    .orderBy('arrived_at')
    .limit(limit)
    .execute();
  return rows.map((row) => storedVisit(sealing, row));
}

/** Reads a visit to change it: whoever else wants to waits until this transaction ends. @throws where there is none */
export async function holdVisit(transaction: Transaction, sealing: Sealing, ticketToken: string): Promise<StoredVisit> {
  const row = await transaction
    .updateTable('visit')
    .set((visit) => ({ sealed: visit.ref('sealed') }))
    .where('ticket_token', '=', ticketToken)
    .returning(['ticket_token', 'arrived_at', 'sealed'])
    .executeTakeFirstOrThrow();
  return storedVisit(sealing, row);
}

const storedVisit = (
  sealing: Sealing,
  row: { ticket_token: string; arrived_at: number; sealed: Buffer },
): StoredVisit => ({
  visit: visitSchema.parse(sealing.open(record(row.ticket_token), row.sealed)),
  arrivedAt: row.arrived_at,
});

export async function changeVisit(
  transaction: Transaction,
  sealing: Sealing,
  visit: Visit,
  { unverified, at }: { unverified: boolean; at: number },
): Promise<void> {
  const { ticketToken } = visit.number;
  await transaction
    .updateTable('visit')
    .set({ sealed: sealing.seal(record(ticketToken), visit), unverified: unverified ? 1 : 0 })
    .where('ticket_token', '=', ticketToken)
    .execute();
  await transaction
    .updateTable('queue_entry')
    .set({ changed_at: at })
    .where('ticket_token', '=', ticketToken)
    .execute();
}

/** What is not sealed of a visit. */
export async function findNumber(
  transaction: Transaction,
  ticketToken: string,
): Promise<{ ticketToken: string; number: string; letter: string; serial: number; serviceDay: string } | undefined> {
  const row = await transaction
    .selectFrom('visit')
    .select(['letter', 'serial', 'service_day'])
    .where('ticket_token', '=', ticketToken)
    .executeTakeFirst();
  if (!row) return undefined;
  const { letter, serial, service_day: serviceDay } = row;
  return { ticketToken, number: formatQueueNumber(letter, serial), letter, serial, serviceDay };
}

/** The visit is no longer its person's: she may have another number. */
export async function freePerson(transaction: Transaction, ticketToken: string): Promise<void> {
  await transaction.updateTable('visit').set({ person_mark: null }).where('ticket_token', '=', ticketToken).execute();
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
