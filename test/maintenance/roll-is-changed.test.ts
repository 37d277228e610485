import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceEvent, Devices } from '../../drivers/ports.ts';
import type { PrinterState } from '../../src/contract/devices.ts';
import type { LogEvent } from '../../src/main/log/log.ts';
import { watchRoll } from '../../src/main/maintenance/roll.ts';
import { openStore, type Store } from '../../src/main/store/store.ts';
import { devices as allWell, onePaper } from '../support/samples.ts';

let directory: string;
let store: Store;
let log: LogEvent[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tram-'));
  store = openStore(directory);
  store.addPrinted(onePaper);
  log = [];
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

/** The printer says one after the other. */
function hears(...states: PrinterState[]): void {
  let tell: (event: DeviceEvent) => void = () => undefined;
  const devices: Pick<Devices, 'watch'> = {
    watch: (listener) => {
      tell = listener;
      return () => undefined;
    },
  };
  const stop = watchRoll({ devices: devices as Devices, store, log: (event) => log.push(event) });
  for (const state of states) tell({ type: 'status', status: { ...allWell(), printer: { state } } });
  stop();
}

const isNew = () => store.printed().roll.cuts === 0;

describe('noticed', () => {
  it.each<PrinterState[]>([
    ['ready', 'no-paper', 'ready'],
    ['paper-low', 'no-paper', 'cover-open', 'ready'],
    ['no-paper', 'cover-open', 'paper-low', 'ready'],
    ['no-paper', 'offline', 'unknown', 'ready'],
    ['paper-low', 'cover-open', 'ready'],
  ])('%s %s %s %s', (...states) => {
    hears(...states);
    expect(isNew()).toBe(true);
    expect(log).toEqual([{ event: 'renewed', part: 'roll', by: 'printer' }]);
    expect(store.printed().life).toEqual(onePaper);
  });

  it('over a restart, as when the machine was switched off to change it', () => {
    hears('no-paper');
    hears('unknown', 'ready');
    expect(isNew()).toBe(true);
  });
});

describe('not mistaken for one', () => {
  it.each<PrinterState[]>([
    ['unknown', 'ready', 'ready'],
    ['ready', 'cover-open', 'ready'],
    // The near-end sensor wavers.
    ['ready', 'paper-low', 'ready', 'paper-low', 'ready'],
    ['paper-low', 'cover-open', 'paper-low', 'ready'],
    ['paper-low', 'offline', 'ready'],
    ['ready', 'cutter-error', 'ready'],
  ])('%s %s %s %s', (...states) => {
    hears(...states);
    expect(isNew()).toBe(false);
    expect(log).toEqual([]);
  });
});
