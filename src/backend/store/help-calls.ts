import type { Database, Transaction } from './database.ts';

/** Somebody at a kiosk who calls staff. */
export interface StoredHelpCall {
  id: string;
  kiosk: string;
  calledAt: number;
  /** Staff are on the way. */
  isAcknowledged: boolean;
}

/** @param since a call is open while its kiosk has asked about it after this */
const openCalls = (database: Database, since: number) =>
  database
    .selectFrom('help_call')
    .select(['id', 'kiosk', 'called_at', 'acknowledged_at'])
    .where('ended_at', 'is', null)
    .where('asked_at', '>', since);

type Row = Awaited<ReturnType<ReturnType<typeof openCalls>['execute']>>[number];

const fromRow = ({ id, kiosk, called_at: calledAt, acknowledged_at: acknowledgedAt }: Row): StoredHelpCall => ({
  id,
  kiosk,
  calledAt,
  isAcknowledged: acknowledgedAt !== null,
});

/** Oldest first. */
export async function findOpenHelpCalls(database: Database, since: number, limit: number): Promise<StoredHelpCall[]> {
  const rows = await openCalls(database, since).orderBy('called_at').orderBy('id').limit(limit).execute();
  return rows.map(fromRow);
}

/** The kiosk's open one, which by this is asked about. */
export async function openHelpCallOf(
  transaction: Transaction,
  kiosk: string,
  since: number,
  at: number,
): Promise<StoredHelpCall | undefined> {
  const row = await openCalls(transaction, since).where('kiosk', '=', kiosk).executeTakeFirst();
  if (!row) return undefined;
  await askAfterHelpCall(transaction, row.id, kiosk, since, at);
  return fromRow(row);
}

/** Of two that are added at once one fails, and its transaction is done anew. */
export async function addHelpCall(
  transaction: Transaction,
  { id, kiosk, calledAt }: Omit<StoredHelpCall, 'isAcknowledged'>,
  since: number,
): Promise<void> {
  await transaction
    .updateTable('help_call')
    .set({ ended_at: calledAt })
    .where('kiosk', '=', kiosk)
    .where('ended_at', 'is', null)
    .where('asked_at', '<=', since)
    .execute();
  await transaction
    .insertInto('help_call')
    .values({ id, kiosk, called_at: calledAt, asked_at: calledAt, acknowledged_at: null, ended_at: null })
    .execute();
}

/**
 * Notes that the kiosk still asks.
 * @returns whether it is open
 */
export async function askAfterHelpCall(
  database: Database,
  id: string,
  kiosk: string,
  since: number,
  at: number,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('help_call')
    .set({ asked_at: at })
    .where('id', '=', id)
    .where('kiosk', '=', kiosk)
    .where('ended_at', 'is', null)
    .where('asked_at', '>', since)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Of this kiosk, open or over. */
export async function findHelpCall(database: Database, id: string, kiosk: string): Promise<StoredHelpCall | undefined> {
  const row = await database
    .selectFrom('help_call')
    .select(['id', 'kiosk', 'called_at', 'acknowledged_at'])
    .where('id', '=', id)
    .where('kiosk', '=', kiosk)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** @returns whether it was open until now */
export async function endHelpCall(transaction: Transaction, id: string, since: number, at: number): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('help_call')
    .set({ ended_at: at })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('asked_at', '>', since)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** @returns the kiosk where it is open, and whether nobody was on the way before */
export async function acknowledgeHelpCall(
  transaction: Transaction,
  id: string,
  since: number,
  at: number,
): Promise<{ kiosk: string; isFirst: boolean } | undefined> {
  const acknowledged = await transaction
    .updateTable('help_call')
    .set({ acknowledged_at: at })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('asked_at', '>', since)
    .where('acknowledged_at', 'is', null)
    .returning('kiosk')
    .executeTakeFirst();
  if (acknowledged) return { ...acknowledged, isFirst: true };
  const open = await openCalls(transaction, since).where('id', '=', id).executeTakeFirst();
  return open && { kiosk: open.kiosk, isFirst: false };
}

export async function forgetHelpCalls(database: Database, before: number): Promise<void> {
  await database.deleteFrom('help_call').where('asked_at', '<', before).execute();
}
