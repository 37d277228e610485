import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { MrzKey } from '../../src/contract/chip.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import { makeProfile } from '../../drivers/simulated/cards/profiles.ts';
import { type ChipBench, startChipBench } from '../../drivers/simulated/chip/bench.ts';
import { traveller } from '../../drivers/simulated/people.ts';
import { fileOf, hex, temporaryFolder } from './kit.ts';

// Our reader and our chip may share a mistake about ICAO 9303. Debian's mrtdreader, which does basic access control, does not.

const execute = promisify(execFile);
const source = join(import.meta.dirname, 'mrtdreader/over-pcsc.c');
const portrait = join(import.meta.dirname, '../../drivers/simulated/cards/portrait.jpg');

const key: MrzKey = {
  documentNumber: traveller.documentNumber,
  birthDate: traveller.birthDate.replaceAll('-', '').slice(2),
  expiryDate: traveller.expiryDate.replaceAll('-', '').slice(2),
};

let folder: string;
let shim: string;
let bench: ChipBench;
let card: Card;
beforeAll(async () => {
  folder = await temporaryFolder();
  shim = join(folder, 'over-pcsc.so');
  await execute('gcc', ['-shared', '-fPIC', '-O2', '-w', '-o', shim, source, '-l:libpcsclite.so.1']);
  const cardsDirectory = join(folder, 'cards');
  card = await makeProfile('passport-bac', cardsDirectory);
  await writeFile(join(cardsDirectory, 'passport.json'), JSON.stringify(card));
  bench = await startChipBench({ cardsDirectory, runDirectory: folder });
  await bench.insert('passport');
});
afterAll(() => bench.close());

/** What it printed, complaints last, once it had found the card; the picture goes to `image.jpg` of the folder. */
async function mrtdreader({ documentNumber, birthDate, expiryDate }: MrzKey): Promise<string> {
  const options = ['-p', documentNumber, '-b', birthDate, '-e', expiryDate];
  const environment = { ...process.env, LD_PRELOAD: shim, PCSCLITE_CSOCK_NAME: bench.pcscSocket };
  const run = () =>
    new Promise<string>((resolve) => {
      execFile('mrtdreader', options, { cwd: folder, env: environment, timeout: 10_000 }, (_, ...printed) =>
        resolve(printed.join('')),
      );
    });
  return vi.waitFor(
    async () => {
      const output = await run();
      expect(output).toContain('Target found!');
      return output;
    },
    { timeout: 10_000, interval: 100 },
  );
}

it('gives mrtdreader the same files and picture as stand on the card', async () => {
  const output = await mrtdreader(key);
  const files = [...output.matchAll(/^File content: ([0-9a-f]+)$/gm)].map(([, file]) => file);
  expect(files).toEqual([hex(fileOf(card, '011e')), hex(fileOf(card, '011d'))]);
  // Behind the headers of the file and of the MRZ.
  const mrz = Buffer.from(fileOf(card, '0101').subarray(5)).toString('ascii');
  expect(mrz).toMatch(/^P<UTOLINDQVIST<<AASA<MAERTA<{17}L898902C36UTO7408122F/);
  expect(output).toContain(`${mrz}\n`);
  expect(await readFile(join(folder, 'image.jpg'))).toEqual(await readFile(portrait));
});

it('refuses mrtdreader with the MRZ of another passport', async () => {
  const output = await mrtdreader({ ...key, documentNumber: 'L898902C4' });
  expect(output).toContain('Challenge failed');
  expect(output).not.toContain('File content');
});
