import type { z } from '../../contract/zod.ts';

export interface Kept<T> {
  read(): T | undefined;
  /** `undefined` forgets it. */
  write(value: T | undefined): void;
}

/** What outlives a reload of the page. Anything else that is found there counts as nothing. */
export function kept<T>(storage: Storage, name: string, schema: z.ZodType<T>): Kept<T> {
  return {
    read() {
      try {
        return schema.safeParse(JSON.parse(storage.getItem(name) ?? 'null')).data;
      } catch {
        return undefined;
      }
    },
    write(value) {
      if (value === undefined) storage.removeItem(name);
      else storage.setItem(name, JSON.stringify(value));
    },
  };
}
