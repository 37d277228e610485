// Everything that must hold, in one run: set-up, static checks, tests; the last line counts them all.
// With arguments (`npm test -- PATTERN`) only the tests they name.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { clearInterval, setInterval } from 'node:timers';
import path from 'node:path';

import { node24, root, setUp, SetUpFailed, timed } from './setup.mjs';

const PATH = `${path.dirname(node24)}:${process.env.PATH}`;
const results = path.join(root, 'var', 'test-results.json');

const staticChecks = {
  oxlint: ['oxlint', '.'],
  eslint: ['eslint', 'src/renderer'],
  'vue-tsc': ['vue-tsc', '-p', 'src/renderer'],
  oxfmt: ['oxfmt', '--check', '.'],
};

/** @type {{ passed: number, failed: number, skipped: string[] }} */
const tally = { passed: 0, failed: 0, skipped: [] };
const count = (good) => (good ? (tally.passed += 1) : (tally.failed += 1));

async function checkStatically() {
  const inLine = async (...names) => {
    for (const name of names) count(await timed(name, staticChecks[name], PATH));
  };
  // Two cores: what takes as long on the one as the rest on the other.
  await Promise.all([inLine('oxlint', 'oxfmt'), inLine('eslint', 'vue-tsc')]);
}

async function runTests(args) {
  mkdirSync(path.dirname(results), { recursive: true });
  rmSync(results, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const vitest = spawn('vitest', ['run', ...reporters, ...args], {
    cwd: root,
    // Hundreds of processes are started: each compiles its modules once for all.
    env: { ...process.env, PATH, NODE_COMPILE_CACHE: path.join(root, 'var', 'compile-cache') },
    stdio: 'inherit',
  });
  // Results are written last. What a failed test left running may hold vitest open for ever.
  const watch = setInterval(() => {
    if (!existsSync(results)) return;
    clearInterval(watch);
    setTimeout(() => vitest.kill('SIGKILL'), 30_000).unref();
  }, 1_000);
  const good = await new Promise((resolve) => {
    vitest.on('error', () => resolve(false));
    vitest.on('exit', (code) => resolve(code === 0));
  });
  clearInterval(watch);
  const failedBefore = tally.failed;
  for (const file of readResults()) {
    if (file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed')) count(false); // did not load
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'passed' || status === 'failed') count(status === 'passed');
      else tally.skipped.push(`${path.relative(root, file.name)}: ${fullName}`);
    }
  }
  // No test found, an unhandled error, a crash: no test has failed, yet the run has.
  if (!good && tally.failed === failedBefore) count(false);
}

function readResults() {
  try {
    return JSON.parse(readFileSync(results, 'utf8')).testResults;
  } catch {
    return [];
  }
}

try {
  await setUp({ purpose: 'test' });
  const args = process.argv.slice(2);
  if (args.length === 0) await checkStatically();
  await runTests(args);
} catch (error) {
  count(false);
  console.error(error instanceof SetUpFailed ? error.message : error);
}
for (const name of tally.skipped) console.log(`bỏ qua / skipped: ${name}`);
process.exitCode = tally.failed > 0 ? 1 : 0;
console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped`);
