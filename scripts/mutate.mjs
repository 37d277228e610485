// Mutation testing of secure messaging, TLV and passive authentication: changes the code in small ways and counts which changes no test
// notices. Some 20 minutes. Stryker's 158 packages come into a copy of the tree: no kiosk's lockfile shall hold them.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { root, setUp } from './setup.mjs';

const stryker = ['@stryker-mutator/core@10.1.1', '@stryker-mutator/vitest-runner@10.1.1'];

await setUp({ purpose: 'test' });
const copy = mkdtempSync(path.join(tmpdir(), 'mutants-'));
const leftOut = new Set(['.git', 'out', 'var'].map((name) => path.join(root, name)));
cpSync(root, copy, { recursive: true, verbatimSymlinks: true, filter: (source) => !leftOut.has(source) });
const run = (program, ...args) => spawnSync(program, args, { cwd: copy, stdio: 'inherit' }).status ?? 1;
process.exitCode =
  run('npm', 'install', '--no-save', '--ignore-scripts', ...stryker) ||
  run(path.join(copy, 'node_modules/.bin/stryker'), 'run', 'test/mutation/stryker.json');
cpSync(path.join(copy, 'reports/mutation'), path.join(root, 'var/mutation'), { recursive: true, force: true });
rmSync(copy, { recursive: true });
