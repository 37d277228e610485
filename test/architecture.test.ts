import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { computed, importsOf } from './support/imports.ts';

interface Room {
  name: string;
  /** Folders and files that make it up; the longest match wins, so a room may lie within another. */
  at: string[];
  /** Rooms that it may import, besides itself. */
  may?: string[];
  /** Rooms of which it may import types, with `import type`. */
  types?: string[];
  /** Packages and Node's own modules. `node:*`: all of the latter. */
  packages?: string[];
}

const stages = ['identity', 'services', 'queue', 'ticket'];
const noble = ['@noble/ciphers', '@noble/curves', '@noble/hashes'];

/** Every arrow that may exist. All rooms may import the contract, and the contract none. */
const rooms: Room[] = [
  { name: 'contract', at: ['src/contract'], packages: ['zod'] },
  { name: 'scrypt', at: ['src/scrypt.ts'], packages: ['node:crypto', 'node:util'] },

  // drivers/ knows bytes.
  { name: 'ports', at: ['drivers/ports.ts'] },
  { name: 'clock', at: ['drivers/clock.ts'] },
  { name: 'back-off', at: ['drivers/back-off.ts'] },
  {
    name: 'emrtd',
    at: ['drivers/emrtd'],
    may: ['ports'],
    packages: [...noble, 'node:crypto', '@cornerstonejs/codec-openjpeg', 'iso-3166', 'pngjs'],
  },
  {
    name: 'pcsc',
    at: ['drivers/pcsc'],
    may: ['ports', 'back-off'],
    packages: ['pcsc-mini', 'pcsclite', 'node:module', 'node:net', 'node:timers/promises'],
  },
  {
    name: 'scanner',
    at: ['drivers/scanner'],
    may: ['ports', 'back-off', 'clock', 'emrtd'],
    packages: ['node-hid', 'serialport', 'node:fs', 'node:fs/promises'],
  },
  {
    name: 'printer',
    at: ['drivers/printer'],
    may: ['ports', 'back-off', 'clock'],
    packages: ['serialport', 'node:net', 'node:fs', 'node:crypto'],
  },
  { name: 'device settings', at: ['drivers/host/config.ts'] },
  {
    name: 'device host',
    at: ['drivers/host'],
    may: ['ports', 'back-off', 'clock', 'emrtd', 'pcsc', 'scanner', 'printer', 'device settings'],
    packages: ['node:*'],
  },
  { name: 'devices', at: ['drivers/index.ts'], may: ['device host', 'device settings'], types: ['ports'] },
  {
    name: 'simulated',
    at: ['drivers/simulated'],
    may: ['ports', 'back-off', 'clock', 'emrtd'],
    types: ['printer'],
    packages: [...noble, 'pngjs', 'node:*'],
  },
  { name: 'simulated host', at: ['drivers/simulated/host-main.ts'], may: ['simulated', 'device host', 'pcsc'] },

  // src/main/ knows citizens: card → identity → service → number → ticket, and never back.
  { name: 'delays', at: ['src/main/delays.ts'] },
  { name: 'version', at: ['src/main/version.ts'], packages: ['package.json'] },
  { name: 'settings', at: ['src/main/config.ts'], may: ['device settings'], packages: ['node:fs'] },
  { name: 'kiosk port', at: ['src/main/kiosk-port.ts'], types: ['ports'] },
  { name: 'identity', at: ['src/main/identity'], types: ['ports', 'emrtd'] },
  { name: 'services', at: ['src/main/services'], types: ['identity'] },
  { name: 'catalogue', at: ['src/main/services/load.ts'], may: ['services'], packages: ['node:fs', 'node:path'] },
  { name: 'queue', at: ['src/main/queue'], types: ['identity', 'services', 'store', 'centre client', 'clock'] },
  { name: 'ticket', at: ['src/main/ticket'], types: ['identity', 'services', 'queue', 'raster'], packages: ['uqr'] },
  {
    name: 'raster',
    at: ['src/main/ticket/raster.ts', 'src/main/ticket/font.ts'],
    may: ['ticket'],
    types: ['ports'],
    packages: ['@resvg/resvg-js', 'node:fs', 'node:path'],
  },
  { name: 'store', at: ['src/main/store'], types: stages, packages: ['better-sqlite3', 'node:fs', 'node:path'] },
  {
    name: 'centre client',
    at: ['src/main/backend'],
    may: ['delays'],
    types: [...stages, 'store', 'log', 'clock', 'ports'],
    packages: ['axios', 'node:crypto', 'node:fs', 'node:net', 'node:path'],
  },
  { name: 'log', at: ['src/main/log'], types: [...stages, 'devices', 'ports'] },
  {
    name: 'session',
    at: ['src/main/session'],
    may: ['services', 'ticket', 'delays'],
    types: ['identity', 'catalogue', 'store', 'log', 'ports'],
  },
  { name: 'runner', at: ['src/main/session/runner.ts'], may: ['session'], types: ['log', 'clock', 'ports'] },
  {
    name: 'maintenance',
    at: ['src/main/maintenance'],
    may: ['raster', 'delays', 'scrypt'],
    types: ['session', 'store', 'centre client', 'log', 'clock', 'ports'],
  },
  {
    name: 'kiosk',
    at: ['src/main/kiosk.ts', 'src/main/perform.ts'],
    may: [
      ...stages,
      'catalogue',
      'raster',
      'store',
      'centre client',
      'log',
      'session',
      'runner',
      'maintenance',
      'clock',
      'version',
      'delays',
      'settings',
      'devices',
    ],
    types: ['kiosk port', 'ports'],
    packages: ['node:crypto'],
  },
  { name: 'hosts', at: ['src/main/hosts'], types: ['kiosk port'] },
  {
    name: 'electron',
    at: ['src/main/hosts/electron'],
    may: ['hosts', 'kiosk', 'settings', 'clock', 'delays'],
    types: ['kiosk port'],
    packages: ['electron', 'node:*'],
  },
  {
    name: 'node',
    at: ['src/main/hosts/node'],
    may: ['hosts', 'kiosk', 'settings', 'clock', 'delays'],
    types: ['kiosk port'],
    packages: ['@fastify/static', 'fastify', 'ws', 'node:*'],
  },

  // src/renderer/ knows pixels.
  { name: 'page', at: ['src/renderer'], packages: ['vue', 'uqr'] },
  {
    name: 'page build',
    at: ['src/renderer/vite.config.ts', 'src/renderer/clips'],
    may: ['page'],
    packages: ['vite', '@vitejs/plugin-vue', 'node:*'],
  },

  // src/backend/ knows the centre.
  {
    name: 'server',
    at: ['src/backend'],
    may: ['server store', 'adapters', 'FHIR façade', 'emrtd', 'scrypt'],
    packages: [
      ...['fastify', 'fastify-type-provider-zod', 'kysely', 'pg', 'node:*'],
      ...['@fastify/cookie', '@fastify/rate-limit', '@fastify/static', '@fastify/swagger', '@fastify/swagger-ui'],
    ],
  },
  {
    name: 'server store',
    at: ['src/backend/store'],
    types: ['server'],
    packages: ['better-sqlite3', 'kysely', 'node:crypto', 'pg'],
  },
  { name: 'adapters', at: ['src/backend/adapters'], may: ['server'], packages: ['axios', 'node:http', 'node:https'] },
  {
    name: 'FHIR façade',
    at: ['src/backend/adapters/fhir'],
    may: ['server', 'server store'],
    packages: ['fastify', 'kysely', 'node:crypto'],
  },
  { name: 'simulated service', at: ['src/backend/adapters/simulated-service.ts'], packages: ['node:*'] },
  {
    name: 'portal simulator',
    at: ['src/backend/adapters/bhxh/simulator.ts'],
    may: ['adapters', 'simulated service'],
    packages: ['node:*'],
  },
  {
    name: 'licence simulator',
    at: ['src/backend/adapters/licence/simulator.ts'],
    may: ['simulated service'],
    packages: ['node:*'],
  },
];

const root = join(import.meta.dirname, '..');
const isWithin = (path: string, place: string) => path === place || path.startsWith(`${place}/`);

function roomOf(path: string): Room | undefined {
  const matches = rooms.flatMap((room) =>
    room.at.filter((place) => isWithin(path, place)).map((place) => ({ room, place })),
  );
  return matches.sort((a, b) => b.place.length - a.place.length)[0]?.room;
}

const packageName = (specifier: string) =>
  specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');

/** The arrows of one file that no row allows, in words. */
function forbidden(file: string, text: string): string[] {
  const room = roomOf(file);
  if (!room) return [`${file} lies in no room of the table`];
  const { may = [], types = [], packages = [] } = room;

  const isAllowed = (specifier: string, typeOnly: boolean): boolean => {
    const path = join(dirname(file), specifier);
    if (!specifier.startsWith('.') || path === 'package.json') {
      const name = specifier.startsWith('.') ? path : packageName(specifier);
      return packages.includes(name) || (name.startsWith('node:') && packages.includes('node:*'));
    }
    const target = roomOf(path)?.name;
    if (target === undefined) return false;
    if (target === room.name) return true;
    return target === 'contract' || may.includes(target) || (typeOnly && types.includes(target));
  };

  return importsOf(file, text)
    .filter(({ specifier, typeOnly }) => specifier === computed || !isAllowed(specifier, typeOnly))
    .map(({ specifier, typeOnly }) => {
      const arrow = `${file} imports ${typeOnly ? 'a type of ' : ''}${JSON.stringify(specifier)}`;
      return `${arrow}; "${room.name}" may import ${list(['contract', ...may])}, types of ${list(types)}, packages ${list(packages)}`;
    });
}

const list = (names: string[]) => (names.length > 0 ? names.join(', ') : 'none');

const files = ['drivers', 'src'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue|js|mjs)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name))),
);

test('no module imports what the table of rooms does not allow', () => {
  expect(files.flatMap((file) => forbidden(file, readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

test('the table names no room that does not exist', () => {
  const places = rooms.flatMap(({ at }) => at);
  expect(places.filter((place) => !files.some((file) => isWithin(file, place)))).toEqual([]);
  const names = rooms.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(
    rooms.flatMap(({ may = [], types = [] }) => [...may, ...types]).filter((name) => !names.includes(name)),
  ).toEqual([]);
});

test('what takes a clock asks the machine for no time of its own', () => {
  const timed = ['contract', 'emrtd', 'session', ...stages].map((name) => rooms.find((room) => room.name === name));
  const inside = files.filter((file) => timed.includes(roomOf(file)));
  expect(inside.length).toBeGreaterThan(100);
  expect(inside.filter((file) => readFileSync(join(root, file), 'utf8').includes('new Date()'))).toEqual([]);
});

test.each([
  ['a later stage', 'src/main/identity/x.ts', "import type { Layout } from '../ticket/layout.ts';"],
  [
    'a stage as code where types are allowed',
    'src/main/services/x.ts',
    "import { a } from '../identity/verified-identity.ts';",
  ],
  [
    'a type written inline, which stays at run time',
    'src/main/services/x.ts',
    "import { type A } from '../identity/verified-identity.ts';",
  ],
  ['a native package in the core', 'src/main/session/x.ts', "import { SerialPort } from 'serialport';"],
  ['the database outside the store', 'src/main/queue/x.ts', "import Database from 'better-sqlite3';"],
  ['files from a pure stage', 'src/main/services/x.ts', "import { readFileSync } from 'node:fs';"],
  ['input and output in the chip protocol', 'drivers/emrtd/x.ts', "import { connect } from 'node:net';"],
  ['Electron in the core', 'src/main/kiosk.ts', "import { app } from 'electron';"],
  ['Electron in the other host', 'src/main/hosts/node/x.ts', "const { app } = await import('electron');"],
  ['a host from the core', 'src/main/kiosk.ts', "export * from './hosts/dispatch.ts';"],
  ['a simulator in the device host', 'drivers/host/x.ts', "const chip = await import('../simulated/chip/chip.ts');"],
  ['a simulator as a process', 'drivers/host/x.ts', "fork(new URL('../simulated/host-main.ts', import.meta.url));"],
  ['the portal simulator in the server', 'src/backend/main.ts', "import { a } from './adapters/bhxh/simulator.ts';"],
  ['the core from the page', 'src/renderer/x.ts', "type A = import('../main/kiosk-port.ts').Kiosk;"],
  ['a package of Node in the page', 'src/renderer/x.ts', "import { join } from 'node:path';"],
  ['the core from the server', 'src/backend/x.ts', "import { delays } from '../main/delays.ts';"],
  [
    'a client of the network in the page',
    'src/renderer/x.vue',
    '<script setup lang="ts">\nimport a from "axios";\n</script>',
  ],
  ['a script beside a component', 'src/renderer/x.vue', '<script src="../main/delays.ts"></script>'],
  ['anything from the contract', 'src/contract/x.ts', "import type { Stop } from '../../drivers/ports.ts';"],
  ['zod without its settings', 'src/main/session/x.ts', "import { z } from 'zod';"],
  ['a name that nobody can check', 'src/main/session/x.ts', 'const a = await import(name);'],
  ['require', 'drivers/pcsc/x.ts', "const a = require('usb');"],
  ['a folder outside the rooms', 'drivers/pcsc/x.ts', "import { a } from '../../scripts/a.ts';"],
  ['nothing, from a room that nobody entered in the table', 'src/other/x.ts', ''],
])('caught: %s', (_, file, text) => {
  expect(forbidden(file, text)).toHaveLength(1);
});

test.each([
  ['src/main/hosts/electron/x.ts', "import { app } from 'electron';"],
  ['src/main/services/x.ts', "import type { A } from '../identity/verified-identity.ts';"],
  ['drivers/emrtd/x.ts', "import { a } from '@noble/curves/nist.js';\nimport { b } from './tlv.ts';"],
  ['src/renderer/x.vue', '<script setup lang="ts">\nimport { ref } from "vue";\n</script>'],
  ['drivers/host/x.ts', "// import './no.ts'\nconst text = \"import('electron')\";"],
])('not caught: what %s may do', (file, text) => {
  expect(forbidden(file, text)).toEqual([]);
});
