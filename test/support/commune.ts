import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalogue } from '../../src/main/services/load.ts';
import type { Context } from '../../src/main/session/step.ts';
import { context } from './samples.ts';

/** A ward's centre, made as a site makes it: our resources, with its own centre.json over ours. */
export function atCommune(): Context {
  const directory = mkdtempSync(join(tmpdir(), 'tram-commune-'));
  try {
    cpSync(new URL('../../resources', import.meta.url).pathname, directory, { recursive: true, dereference: true });
    copyFileSync(join(directory, 'centres/commune.json'), join(directory, 'centre.json'));
    return { ...context, catalogue: loadCatalogue(directory) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
