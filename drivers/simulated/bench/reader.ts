import { startChipBench, startDirectChipBench } from '../chip/bench.ts';
import type { ChipBench } from '../chip/bench.ts';

/** `pcsc`: cards in a virtual reader of a real, private pcscd. `direct`: in pcscd's place. `none`: a real reader is used. */
export type BenchReader = 'pcsc' | 'direct' | 'none';

/** Without a socket: the system's own pcscd. */
export type ReaderAddress = { kind: 'pcsc'; socket?: string } | { kind: 'simulated'; socket: string };

export interface SimulatedReader {
  address: ReaderAddress;
  hand: Pick<ChipBench, 'insert' | 'remove' | 'pullAfter' | 'mute' | 'close'>;
  /** What pcscd and its second reader allow; absent where no pcscd stands between. */
  pcsc?: Pick<ChipBench, 'insertUnresponsive' | 'swapAfter' | 'killPcscd' | 'startPcscd'>;
}

/** @throws ChipBenchRefused where this machine does not allow the reader asked for */
export async function startReader(
  reader: BenchReader,
  directories: { cardsDirectory: string; runDirectory: string },
): Promise<SimulatedReader | undefined> {
  if (reader === 'none') return undefined;
  if (reader === 'direct') {
    const chip = await startDirectChipBench(directories);
    return { address: { kind: 'simulated', socket: chip.socket }, hand: chip };
  }
  const chip = await startChipBench(directories);
  return { address: { kind: 'pcsc', socket: chip.pcscSocket }, hand: chip, pcsc: chip };
}
