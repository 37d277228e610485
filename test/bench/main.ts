import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chip } from './chip.ts';
import type { Figure } from './figure.ts';
import { screen } from './screen.ts';
import { raster } from './ticket.ts';

// npm run bench [-- NAME ...] [--json FILE]: what our work costs beside the floor of the same run. Medians; no verdict.

const benchmarks: Record<string, () => Promise<Figure[]>> = { chip, ticket: raster, screen };

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
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  for (const figure of await run()) {
    figures.push(figure);
    const { value, unit, floor, ratio } = figure;
    console.log(
      `${figure.name.padEnd(26)} ${value.toFixed(1).padStart(8)} ${unit}   floor ${floor.toFixed(1).padStart(7)} ${unit}   ratio ${ratio.toFixed(2)}`,
    );
  }
}
if (values.json) {
  const byName = Object.fromEntries(figures.map(({ name, ...rest }) => [name, rest]));
  writeFileSync(values.json, `${JSON.stringify(byName, null, 2)}\n`);
}
process.exit();
