import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  startHidPosSimulator,
  startKeyboardWedgeSimulator,
  startScannerSimulator,
  type ScannerSimulator,
} from '../scanner/index.ts';

/** `hid-pos` needs gcc and umockdev. */
export type BenchScanner = 'serial' | 'hid-pos' | 'keyboard-wedge';

export type ScannerAddress =
  | { kind: 'serial' | 'keyboard-wedge'; path: string }
  | { kind: 'hid-pos'; vendorId: number; productId: number };

export interface SimulatedScanner {
  address: ScannerAddress;
  /** The only Node that sees it; absent where every process does. */
  nodeExecutable?: string;
  hand: Pick<ScannerSimulator, 'scan' | 'unplug' | 'replug' | 'close'>;
}

export async function startScanner(kind: BenchScanner, runDirectory: string): Promise<SimulatedScanner> {
  if (kind === 'hid-pos') {
    const hand = await startHidPosSimulator({ runDirectory });
    const { vendorId, productId } = hand;
    const nodeExecutable = await nodeWith(hand.environment, join(runDirectory, 'node'));
    return { address: { kind, vendorId, productId }, nodeExecutable, hand };
  }
  const start = kind === 'serial' ? startScannerSimulator : startKeyboardWedgeSimulator;
  const hand = await start({ runDirectory });
  return { address: { kind, path: hand.path }, hand };
}

/** A device host gets nothing of its parent's environment, so this Node brings its own. */
async function nodeWith(environment: Record<string, string>, at: string): Promise<string> {
  const variables = Object.entries(environment).map(([name, value]) => quoted(`${name}=${value}`));
  const command = ['exec env', ...variables, quoted(process.execPath), '"$@"'].join(' ');
  await writeFile(at, `#!/bin/sh\n${command}\n`, { mode: 0o700 });
  return at;
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
