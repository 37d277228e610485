import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Figure } from './figure.ts';

// npm run bench [-- NAME ...] [--json FILE]: what our work costs beside the floor of the same run. No verdict. Those that take more
// than some minutes run only by their names.

/** Loaded one by one, so that what is measured of one does not hold what another needs. */
const benchmarks: Record<string, () => Promise<Figure[]>> = {
  chip: async () => (await import('./chip.ts')).chip(),
  ticket: async () => (await import('./ticket.ts')).raster(),
  devices: async () => (await import('./devices.ts')).devices(),
  backend: async () => (await import('./backend.ts')).backend(),
  morning: async () => (await import('./morning.ts')).morning(),
  province: async () => (await import('./province.ts')).province(),
  screen: async () => (await import('./screen.ts')).screen(),
  interface: async () => (await import('./interface.ts')).kioskInterface(),
};

const long: ReadonlySet<string> = new Set(['morning', 'province', 'interface']);

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const unknown = positionals.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  console.error(
    `Không có / No such benchmark: ${unknown.join(', ')}. Có / There are: ${Object.keys(benchmarks).join(', ')}`,
  );
  process.exit(2);
}

const figures: Figure[] = [];
for (const [name, run] of Object.entries(benchmarks)) {
  if (positionals.length > 0 ? !positionals.includes(name) : long.has(name)) continue;
  for (const figure of await run()) {
    figures.push(figure);
    const { value, unit, floor, ratio } = figure;
    console.log(
      `${figure.name.padEnd(26)} ${value.toFixed(1).padStart(8)} ${unit.padEnd(4)}   floor ${floor.toFixed(1).padStart(7)} ${unit.padEnd(4)}   ratio ${ratio.toFixed(2)}`,
    );
  }
}
if (values.json) {
  const byName = Object.fromEntries(figures.map(({ name, ...rest }) => [name, rest]));
  writeFileSync(values.json, `${JSON.stringify(byName, null, 2)}\n`);
}
process.exit();
