import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whoever needs the simulated cards first makes them there. */
    cardsDirectory: string;
  }
}

/** A folder for the whole run. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'tram-cards-'));
  provide('cardsDirectory', join(directory, 'cards'));
  return () => rm(directory, { recursive: true });
}
