import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

export interface Build {
  /** Holds main/, preload/ and renderer/. */
  out: string;
  remove(): void;
}

/** The production build of this moment, in a folder of its own that has what an installed program has beside it. */
export async function buildProduct(): Promise<Build> {
  const program = mkdtempSync(join(tmpdir(), 'tram-program-'));
  for (const folder of ['node_modules', 'resources']) symlinkSync(join(root, folder), join(program, folder));
  const out = join(program, 'out');
  const bundler = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  await promisify(execFile)(
    process.execPath,
    [bundler, 'build', '--outDir', out, '--sourcemap', '--logLevel', 'error'],
    { cwd: root, env: { ...process.env, NODE_ENV: 'production' } },
  );
  return { out, remove: () => rmSync(program, { recursive: true }) };
}
