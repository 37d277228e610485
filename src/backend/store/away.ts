import pg from 'pg';

/**
 * Of PostgreSQL and of the socket to it: it is not there, is ending or starting, has no connection left, or no disk; or it ended
 * what waited too long, in a transaction, for a lock, or at all.
 */
const awayCodes =
  /^(08...|57P0[1-4]|53[13]00|25P03|55P03|57014|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** pg tells these by their words alone. */
const awayWords =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;
/** SQLite: another process holds the file for long, or the disk is full or broken. */
const stuckCodes = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN)/;

/** Whether the database cannot be used now, whatever was asked of it: who asks again later may be answered. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error instanceof pg.DatabaseError) return awayCodes.test(code);
  if (error.name === 'SqliteError') return stuckCodes.test(code);
  return awayCodes.test(code) || awayWords.test(error.message);
}
