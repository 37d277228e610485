import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTlv } from '../../drivers/emrtd/codec/tlv.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import { type ProfileName, makeProfile, profiles } from '../../drivers/simulated/cards/profiles.ts';
import { ChipBenchRefused, startChipBench } from '../../drivers/simulated/chip/bench.ts';
import { type Cleanup, openCleanup } from '../demonstration/cleanup.ts';
import type { CommandOf } from './arguments.ts';
import { CommandFailed, type ExitCode, exitCodes } from './exit-codes.ts';

/** `npm run chip -- simulate`: stays until it is stopped. */
export async function simulate({ profile, list }: CommandOf<'simulate'>): Promise<ExitCode> {
  const names = Object.keys(profiles);
  if (list) {
    console.log(names.join('\n'));
    return exitCodes.proved;
  }
  const name = names.find((known): known is ProfileName => known === profile);
  if (!name) throw new CommandFailed('ARGUMENTS_INVALID', { vi: 'xem simulate --list', en: 'see simulate --list' });

  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  const cleanup = openCleanup();
  try {
    const command = await lay(name, cleanup);
    console.log(`Thẻ mô phỏng / Simulated card: ${name}
Đọc ở một cửa sổ khác / Read it in another terminal:

  ${command}

Dừng / Stop: Ctrl-C`);
    await stopped;
    return exitCodes.proved;
  } catch (error) {
    if (!(error instanceof ChipBenchRefused)) throw error;
    throw new CommandFailed('SIMULATOR_REFUSED', { vi: error.message, en: error.message });
  } finally {
    await cleanup.close();
  }
}

/** @returns the command that reads it */
async function lay(name: ProfileName, cleanup: Cleanup): Promise<string> {
  const runDirectory = await mkdtemp(join(tmpdir(), 'chip-'));
  void cleanup.own(Promise.resolve({ close: () => rm(runDirectory, { recursive: true, force: true }) }));
  const cardsDirectory = join(runDirectory, 'cards');
  const card = await makeProfile(name, cardsDirectory);
  await writeFile(join(cardsDirectory, `${name}.json`), JSON.stringify(card));

  const bench = await cleanup.own(startChipBench({ cardsDirectory, runDirectory }));
  await bench.insert(name);
  const { can } = profiles[name].request;
  const password = can === undefined ? `--mrz '${mrzLines(card)}'` : `--can ${can}`;
  return `PCSCLITE_CSOCK_NAME=${bench.pcscSocket} npm run chip -- read ${password} --trust ${join(cardsDirectory, 'trust')}`;
}

/** As printed on the card, the lines joined by `|`. */
function mrzLines({ application }: Card): string {
  const dg1 = parseTlv(Buffer.from(application['0101'] ?? '', 'base64'), 0x61);
  const text = Buffer.from(dg1.children[0]?.value ?? []).toString('latin1');
  const length = text.length === 90 ? 30 : text.length / 2;
  return (text.match(new RegExp(`.{${length}}`, 'g')) ?? []).join('|');
}
