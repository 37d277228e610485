import { numberRequestSchema } from '../../contract/backend-api.ts';
import type { Database, Transaction } from './database.ts';
import type { Sealing } from './sealing.ts';

/** A portrait is many times as long as the rest of its visit, and is opened by nobody but the desk that wants to see it. */
const photoSchema = numberRequestSchema.shape.photo.unwrap();

const record = (ticketToken: string) => `photo ${ticketToken}`;

/** @param photo JPEG in base64 */
export async function addPhotos(
  transaction: Transaction,
  sealing: Sealing,
  added: readonly { ticketToken: string; photo: string }[],
): Promise<void> {
  if (added.length === 0) return;
  await transaction
    .insertInto('visit_photo')
    .values(
      added.map(({ ticketToken, photo }) => ({
        ticket_token: ticketToken,
        sealed: sealing.seal(record(ticketToken), photo),
      })),
    )
    .execute();
}

/** @returns JPEG in base64; undefined where none was taken */
export async function findPhoto(
  database: Database,
  sealing: Sealing,
  ticketToken: string,
): Promise<string | undefined> {
  const row = await database
    .selectFrom('visit_photo')
    .select('sealed')
    .where('ticket_token', '=', ticketToken)
    .executeTakeFirst();
  return row && photoSchema.parse(sealing.open(record(ticketToken), row.sealed));
}
