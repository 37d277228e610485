// npm 11 leaves platform sub-packages out of the lockfile when the registry that made it lacks them, and then `npm ci`
// fails elsewhere with "Missing: ... from lock file". Run after every change of dependencies; test/lockfile.test.ts asserts it.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));

const word = (name, table) => table.find(([part]) => name.includes(part))?.[1];
const platform = (name) => {
  const os = word(name, [
    ['linux', 'linux'],
    ['darwin', 'darwin'],
    ['macos', 'darwin'],
    ['win', 'win32'],
    ['android', 'android'],
    ['freebsd', 'freebsd'],
    ['openharmony', 'openharmony'],
  ]);
  const cpu = word(name, [
    ['aarch64', 'arm64'],
    ['arm64', 'arm64'],
    ['x86_64', 'x64'],
    ['x64', 'x64'],
    ['x86', 'ia32'],
    ['ia32', 'ia32'],
    ['arm', 'arm'],
    ['ppc64', 'ppc64'],
    ['riscv64', 'riscv64'],
    ['s390x', 's390x'],
  ]);
  const libc = name.includes('linux')
    ? word(name, [
        ['musl', 'musl'],
        ['gnu', 'glibc'],
      ])
    : undefined;
  return { ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }), ...(os && { os: [os] }) };
};

for (const [holder, entry] of Object.entries({ ...lock.packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] ?? lock.packages[`${holder}/node_modules/${name}`]) continue;
    lock.packages[`node_modules/${name}`] = { version, ...platform(name), optional: true };
    console.log(`added ${name}@${version}`);
  }
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
