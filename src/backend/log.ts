/** A line of the log. Its fields are codes and counts, so that nothing personal can be among them. */
export interface LogEntry {
  event: string;
  /** Whose event it is: an error's own name, or a kiosk. */
  name?: string;
  /** Of an error or a failure; never a message, which may quote data. */
  code?: string;
  port?: number;
}

export type Log = (entry: LogEntry) => void;

export function errorEntry(event: string, error: unknown): LogEntry {
  if (!(error instanceof Error)) return { event, name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { event, name: error.name, ...(code !== undefined && { code }) };
}
