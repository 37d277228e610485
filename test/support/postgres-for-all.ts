import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** One for the whole run; each test has a schema of its own. What a crash would do to it is tested on others. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ fsync: 'off' });
  provide('postgresUrl', postgres.url);
  return () => postgres.close();
}
