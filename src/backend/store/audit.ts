import { auditRecordSchema, type AuditRecord } from '../../contract/audit-records.ts';
import type { Database, Transaction } from './database.ts';

/** As {@link AuditRecord}, before it is written. */
export type AuditEntry = Omit<AuditRecord, 'id' | 'at'> & { at: number };

/** In the transaction of what it tells of: neither is there without the other. */
export async function audit(transaction: Transaction, entry: AuditEntry): Promise<void> {
  await transaction.insertInto('audit_record').values(entry).execute();
}

/**
 * @param wanted `from` and `until` are instants, the latter not included; `before` is a record’s id
 * @returns undefined where there is no such record
 */
export async function findAuditRecords(
  database: Database,
  wanted: { from: number | undefined; until: number | undefined; before: number | undefined; limit: number },
): Promise<AuditRecord[] | undefined> {
  const { from, until, before, limit } = wanted;
  if (before !== undefined && !(await isRecord(database, before))) return undefined;
  let query = database.selectFrom('audit_record').selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(limit);
  if (from !== undefined) query = query.where('at', '>=', from);
  if (until !== undefined) query = query.where('at', '<', until);
  if (before !== undefined)
    query = query.where((where) =>
      where(
        where.refTuple('at', 'id'),
        '<',
        where.selectFrom('audit_record').select(['at', 'id']).where('id', '=', before).$asTuple('at', 'id'),
      ),
    );
  const rows = await query.execute();
  return rows.map((row) => auditRecordSchema.parse({ ...row, at: new Date(row.at).toISOString() }));
}

async function isRecord(database: Database, id: number): Promise<boolean> {
  const row = await database.selectFrom('audit_record').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}
