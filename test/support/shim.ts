import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** @returns path of a shared object for LD_PRELOAD, of a C file in this folder */
export function compileShim(name: 'power-cut' | 'full-disk', directory: string): string {
  const output = join(directory, `${name}.so`);
  const source = join(import.meta.dirname, `${name}.c`);
  execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-w', '-o', output, source, '-ldl', '-lpthread']);
  return output;
}
