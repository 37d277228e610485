import { transact, type Database } from './database.ts';

/**
 * Deletes the visits of service days before this one, but for those whose dossier has its result later, with all that belongs to
 * them: entries, calls, requests, print reports, appointments, portraits; and appointments of those days to which nobody came, and
 * requests that were given up before they came. Counters, gaps and leases stay, so that no number is given again; so do audit
 * records, which name nobody who visited.
 */
export async function forgetVisits(database: Database, before: string): Promise<void> {
  await database
    .deleteFrom('appointment')
    .where('service_day', '<', before)
    .where('ticket_token', 'is', null)
    .execute();
  await database
    .deleteFrom('number_request')
    .where('ticket_token', 'is', null)
    .where('unheard_at', '<', startOf(before))
    .execute();
  const old = database
    .selectFrom('visit')
    .select('visit.ticket_token')
    .where('visit.service_day', '<', before)
    .where((where) => where.or([where('visit.result_on', 'is', null), where('visit.result_on', '<', before)]));
  if (!(await old.limit(1).executeTakeFirst())) return;
  await transact(database, async (transaction) => {
    await transaction
      .deleteFrom('missed_call')
      .where('entry', 'in', (where) =>
        where.selectFrom('queue_entry').select('queue_entry.id').where('queue_entry.ticket_token', 'in', old),
      )
      .execute();
    for (const table of ['appointment', 'print_report', 'number_request', 'queue_entry', 'visit_photo'] as const)
      await transaction.deleteFrom(table).where('ticket_token', 'in', old).execute();
    await transaction.deleteFrom('visit').where('ticket_token', 'in', old).execute();
  });
}

const startOf = (day: string): number => Date.parse(`${day}T00:00:00+07:00`);
