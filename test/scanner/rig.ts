import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { vi } from 'vitest';
import { openScanner, type ScannerSettings } from '../../drivers/scanner/index.ts';
import {
  startHidPosSimulator,
  startKeyboardWedgeSimulator,
  startScannerSimulator,
  type HidPosSimulator,
  type ScannerSimulator,
} from '../../drivers/simulated/scanner/index.ts';
import type { ScannerStatus } from '../../src/contract/devices.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';

export const kinds = ['serial', 'hid-pos', 'keyboard-wedge'] as const;
export type Kind = (typeof kinds)[number];

/** A scanner of one kind: the hand that holds it, and what the kiosk saw. */
export interface Rig {
  hand: Omit<ScannerSimulator, 'path'>;
  scans: ScannedCode[];
  states: ScannerStatus['state'][];
  until(state: ScannerStatus['state']): Promise<void>;
  /** @returns the scans so far, once there are so many and time for one more has passed */
  untilScans(count: number): Promise<ScannedCode[]>;
  /** Scans, and waits for what came of it. */
  scan(payload: string | Uint8Array): Promise<ScannedCode | undefined>;
  close(): Promise<void>;
}

/** More than the assembler wants between two scans. */
const settled = 100;

export async function startRig(kind: Kind, settings: { descriptor?: Uint8Array } = {}): Promise<Rig> {
  const runDirectory = await mkdtemp(join(tmpdir(), 'scanner-'));
  const hand = await start(kind, { runDirectory, pause: 0, ...settings });
  const scans: ScannedCode[] = [];
  const states: ScannerStatus['state'][] = [];
  const opened =
    'environment' in hand
      ? openElsewhere({ kind: 'hid-pos' }, hand.environment, scans, states)
      : openHere(
          kind === 'serial' ? { kind, path: hand.path } : { kind: 'keyboard-wedge', path: hand.path },
          scans,
          states,
        );
  const rig: Rig = {
    hand,
    scans,
    states,
    async until(state) {
      await vi.waitUntil(() => states.at(-1) === state, { timeout: 20_000, interval: 5 });
    },
    async untilScans(count) {
      await vi.waitUntil(() => scans.length >= count, { timeout: 10_000, interval: 5 });
      await delay(settled);
      return scans;
    },
    async scan(payload) {
      const before = scans.length;
      await hand.scan(payload);
      await rig.untilScans(before + 1);
      return scans.at(-1);
    },
    async close() {
      await opened.close();
      await hand.close();
      await rm(runDirectory, { recursive: true });
    },
  };
  try {
    await rig.until('ready');
  } catch (error) {
    await rig.close();
    throw error;
  }
  return rig;
}

type Options = Parameters<typeof startHidPosSimulator>[0];

function start(kind: Kind, options: Options): Promise<ScannerSimulator | HidPosSimulator> {
  if (kind === 'serial') return startScannerSimulator(options);
  return kind === 'hid-pos' ? startHidPosSimulator(options) : startKeyboardWedgeSimulator(options);
}

function openHere(settings: ScannerSettings, scans: ScannedCode[], states: ScannerStatus['state'][]) {
  const scanner = openScanner(settings);
  scanner.watch(({ state }) => states.push(state));
  scanner.onScan((code) => scans.push(code));
  return scanner;
}

/** node-hid over the shim: in a process that was started with it. */
export function openElsewhere(
  settings: ScannerSettings,
  environment: Record<string, string>,
  scans: ScannedCode[],
  states: ScannerStatus['state'][],
) {
  const child = fork(new URL('./scanner-process.ts', import.meta.url), [JSON.stringify(settings)], {
    env: { ...process.env, ...environment },
    execArgv: [],
  });
  child.on('message', (message: { code?: ScannedCode; status?: ScannerStatus }) => {
    if (message.code) scans.push(message.code);
    if (message.status) states.push(message.status.state);
  });
  return {
    async close() {
      child.send('close');
      const [code, signal] = (await once(child, 'exit')) as unknown[];
      // Closing while a read is under way is where node-hid has crashed.
      if (code !== 0) throw new Error(`the scanner's process ended with ${String(code ?? signal)}`);
    },
  };
}
