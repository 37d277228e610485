import type { Transaction } from './database.ts';

/** Where the centre's history stands. */
export interface Head {
  /** One more after each restore. */
  generation: number;
  lastEvent: number;
  /** How many events a kiosk knows of that this database does not, where there are such: it is an older one. */
  behind: number | null;
}

/**
 * Reads it and holds it until the transaction commits: so numbers are given by one server at a time, which sees what every other
 * one gave. Call it before anything else.
 */
export async function holdHead(transaction: Transaction): Promise<Head> {
  const held = await transaction
    .updateTable('event_head')
    .set((head) => ({ last_id: head.ref('last_id') }))
    .returning(['generation', 'last_id', 'behind'])
    .executeTakeFirstOrThrow();
  return { generation: held.generation, lastEvent: held.last_id, behind: held.behind };
}

/** From now on no number is given. */
export async function noteBehind(transaction: Transaction, behind: number): Promise<void> {
  await transaction.updateTable('event_head').set({ behind }).execute();
}

/** Far more events than a centre has between two backups: theirs were told under ids that must not come again. */
const eventsSkipped = 1_000_000;

export async function beginGeneration(transaction: Transaction): Promise<void> {
  await transaction
    .updateTable('event_head')
    .set((head) => ({
      generation: head('generation', '+', 1),
      last_id: head('last_id', '+', eventsSkipped),
      behind: null,
    }))
    .execute();
}

export async function countKiosks(transaction: Transaction): Promise<number> {
  const { kiosks } = await transaction
    .selectFrom('kiosk')
    .select(({ fn }) => fn.countAll<number>().as('kiosks'))
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
  return kiosks;
}
