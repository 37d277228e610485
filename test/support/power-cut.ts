import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** @returns path of a shared object for LD_PRELOAD: see power-cut.c */
export function compilePowerCut(directory: string): string {
  const output = join(directory, 'power-cut.so');
  execFileSync('gcc', [
    '-shared',
    '-fPIC',
    '-O2',
    '-w',
    '-o',
    output,
    join(import.meta.dirname, 'power-cut.c'),
    '-ldl',
    '-lpthread',
  ]);
  return output;
}
