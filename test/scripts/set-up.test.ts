import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'tram-set-up-'));
const tree = path.join(folder, 'tree');
const programs = path.join(folder, 'bin');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The real set-up script and lockfile over a page of one line. */
function makeTree(place: string) {
  for (const name of ['scripts/setup.mjs', 'package.json', 'package-lock.json', 'tsconfig.json']) {
    cpSync(path.join(root, name), path.join(place, name));
  }
  for (const name of ['resources', 'src/main/services', 'src/main/session'])
    cpSync(path.join(root, name), path.join(place, name), { recursive: true });
  mkdirSync(path.join(place, 'src/contract'), { recursive: true });
  mkdirSync(path.join(place, 'src/renderer'));
  writeFileSync(path.join(place, 'src/renderer/index.html'), '<!doctype html><p>Trạm</p>');
  writeFileSync(
    path.join(place, 'src/renderer/vite.config.ts'),
    "export default { root: import.meta.dirname, build: { outDir: '../../out/renderer', emptyOutDir: true } };",
  );
}

type Circumstances = { purpose?: 'run' | 'test' | 'electron'; PATH?: string; dpkg?: string; as?: string[] };

function setUp(place: string, { purpose = 'run', PATH, dpkg = '/var/lib/dpkg', as = [] }: Circumstances = {}) {
  const command = [...as, process.execPath, path.join(place, 'scripts/setup.mjs'), purpose];
  return spawnSync('/usr/bin/env', command, {
    encoding: 'utf8',
    env: { ...process.env, ...(PATH && { PATH }), DPKG_ADMINDIR: dpkg },
  });
}

/** Debian's own record of packages, as it would be without these. */
function dpkgWithout(...names: string[]) {
  const record = mkdtempSync(path.join(folder, 'dpkg-'));
  mkdirSync(path.join(record, 'info'));
  const packages = readFileSync('/var/lib/dpkg/status', 'utf8').split('\n\n');
  const left = packages.filter((text) => !names.some((name) => text.startsWith(`Package: ${name}\n`)));
  expect(left.length).toBe(packages.length - names.length);
  writeFileSync(path.join(record, 'status'), left.join('\n\n'));
  return record;
}

beforeAll(() => {
  // No npm, apt-get or sudo: what is already done must not need them.
  mkdirSync(programs);
  symlinkSync('/usr/bin/dpkg-query', path.join(programs, 'dpkg-query'));
  makeTree(tree);
  symlinkSync(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
  const first = setUp(tree);
  expect(first.stderr).toBe('');
  expect(first.stdout).toMatch(/✓ Trang màn hình \/ Kiosk page … \d+\.\d s\n$/);
});

test('the second start repeats nothing', () => {
  const { status, stdout, stderr } = setUp(tree, { PATH: programs, purpose: 'test' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('a page whose sources changed is built again, once', () => {
  writeFileSync(path.join(tree, 'src/renderer/index.html'), '<!doctype html><p>Trạm, changed</p>');
  expect(setUp(tree).stdout).toContain('✓ Trang màn hình / Kiosk page');
  expect(readFileSync(path.join(tree, 'out/renderer/index.html'), 'utf8')).toContain('changed');
  expect(setUp(tree).stdout).toBe('');
});

test('what was built for Electron is not built again, nor is its page', { timeout: 60_000 }, () => {
  writeFileSync(
    path.join(tree, 'electron.vite.config.ts'),
    `const page = { root: 'src/renderer', build: { outDir: 'out/renderer', rolldownOptions: { input: 'src/renderer/index.html' } } };
    export default { main: { build: { outDir: 'out/main', rolldownOptions: { input: 'src/electron.ts' } } }, renderer: page };`,
  );
  mkdirSync(path.join(tree, 'drivers'));
  writeFileSync(path.join(tree, 'src/electron.ts'), 'console.log(1);');
  expect(setUp(tree, { purpose: 'electron' }).stdout).toContain('✓ Bản Electron / Build for Electron');
  expect(setUp(tree, { purpose: 'electron' }).stdout).toBe('');
  expect(setUp(tree).stdout).toBe('');
  writeFileSync(path.join(tree, 'src/electron.ts'), 'console.log(2);');
  expect(setUp(tree).stdout).toBe('');
  expect(setUp(tree, { purpose: 'electron' }).stdout).toContain('✓ Bản Electron / Build for Electron');
  expect(readFileSync(path.join(tree, 'out/main/electron.js'), 'utf8')).toContain('2');
});

// `unshare --user`: another user id than root's that may still read this tree.
const asNobody = ['/usr/bin/unshare', '--user'];

test('without root and sudo a missing pcscd is replaced in the demonstration, and the one command is printed', () => {
  const { status, stderr } = setUp(tree, { PATH: programs, dpkg: dpkgWithout('pcscd'), as: asNobody });
  expect(stderr).toMatch(/su -c 'apt-get update; DEBIAN_FRONTEND=noninteractive apt-get install -y .* pcscd'\n/);
  expect(stderr.match(/apt-get install/g)).toHaveLength(1);
  expect(stderr).toContain('đầu đọc thẻ mô phỏng / Going on, if need be with a simulated card reader');
  expect(status).toBe(0);
});

test.each<{ what: string; purpose: 'run' | 'test'; missing: string[] }>([
  { what: 'without Chromium there is no start', purpose: 'run', missing: ['chromium', 'pcscd'] },
  { what: 'without an independent decoder there is no test', purpose: 'test', missing: ['zbar-tools'] },
])('$what, only the one command', ({ purpose, missing }) => {
  const { status, stderr } = setUp(tree, { PATH: programs, purpose, dpkg: dpkgWithout(...missing), as: asNobody });
  expect(stderr).toContain(` ${missing.join(' ')}'\n`);
  expect(stderr).not.toContain('mô phỏng');
  expect(status).toBe(1);
});

test('when npm fails its own words are shown, and the next start tries again', () => {
  const other = path.join(folder, 'npm-fails');
  makeTree(other);
  writeFileSync(path.join(other, 'package-lock.json'), '{');

  const { status, stdout, stderr } = setUp(other);
  expect(stdout).toContain('✗ Gói npm và Node 24');
  expect(stderr).toContain('npm error code EUSAGE');
  expect(status).toBe(1);
  expect(existsSync(path.join(other, 'node_modules/.tram-stamp'))).toBe(false);
});
