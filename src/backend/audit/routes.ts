import {
  auditQuerySchema,
  auditRecordsSchema,
  type AuditQuery,
  type AuditRecords,
} from '../../contract/audit-records.ts';
import { sendFailure, type Routes } from '../http.ts';
import { requireStaff, type StaffDeps } from '../staff/require-staff.ts';
import { findAuditRecords } from '../store/audit.ts';
import type { Database } from '../store/database.ts';

const dayLength = 86_400_000;

export function auditRoutes(routes: Routes, deps: StaffDeps): void {
  routes.get(
    '/v1/audit-records',
    {
      onRequest: requireStaff(deps, ['administrator']),
      schema: { querystring: auditQuerySchema, response: { 200: auditRecordsSchema } },
    },
    async ({ query }, reply) => (await readRecords(deps.database, query)) ?? sendFailure(reply, 'NOT_FOUND'),
  );
}

async function readRecords(
  database: Database,
  { from, to, limit, before }: AuditQuery,
): Promise<AuditRecords | undefined> {
  const found = await findAuditRecords(database, {
    from: from === undefined ? undefined : startOf(from),
    until: to === undefined ? undefined : startOf(to) + dayLength,
    before,
    limit: limit + 1,
  });
  if (!found) return undefined;
  const records = found.slice(0, limit);
  const last = records.at(-1);
  return { records, ...(found.length > limit && last && { next: last.id }) };
}

/** Vietnam has no summer time. */
const startOf = (day: string): number => Date.parse(`${day}T00:00:00+07:00`);
