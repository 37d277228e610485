import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openScanner, type ScannerSettings } from '../../drivers/scanner/index.ts';
import { startHidPosSimulator, type HidPosSimulator } from '../../drivers/simulated/scanner/index.ts';
import type { ScannerStatus } from '../../src/contract/devices.ts';
import { openElsewhere } from './rig.ts';

// Files of sysfs refuse what their mode refuses, to root as well.
test.each<[string, ScannerSettings, ScannerStatus['state']]>([
  ['a line that may not be opened', { kind: 'serial', path: '/sys/kernel/notes' }, 'denied'],
  ['a line that is not there', { kind: 'serial', path: '/dev/serial/by-id/none' }, 'absent'],
  ['a file where the line should be', { kind: 'serial', path: '/etc/hostname' }, 'absent'],
  ['an event device that may not be opened', { kind: 'keyboard-wedge', path: '/sys/bus/cpu/uevent' }, 'denied'],
  ['an event device that is not there', { kind: 'keyboard-wedge', path: '/dev/input/by-id/none' }, 'absent'],
  ['an event device without end', { kind: 'keyboard-wedge', path: '/dev/null' }, 'absent'],
  ['none, by the settings', { kind: 'none' }, 'not-fitted'],
])('%s', async (_, settings, state) => {
  const scanner = openScanner(settings);
  onTestFinished(() => scanner.close());
  await vi.waitUntil(() => scanner.status().state === state, { timeout: 5_000, interval: 5 });
});

test('closed while it waits for its device, it is closed at once and says nothing more', async () => {
  const scanner = openScanner({ kind: 'serial', path: '/dev/serial/by-id/none' });
  const states: ScannerStatus['state'][] = [];
  scanner.watch(({ state }) => states.push(state));
  await vi.waitUntil(() => states.length > 0, { timeout: 10_000 });
  await scanner.close();
  expect(states).toEqual(['absent']);
});

async function withHidPos(story: (hand: HidPosSimulator) => Promise<void>): Promise<void> {
  const runDirectory = await mkdtemp(join(tmpdir(), 'scanner-'));
  const hand = await startHidPosSimulator({ runDirectory });
  try {
    await story(hand);
  } finally {
    await hand.close();
    await rm(runDirectory, { recursive: true });
  }
}

/** Opens, waits for the state, does what comes next, closes. */
async function untilState(
  hand: HidPosSimulator,
  settings: ScannerSettings,
  state: string,
  next: (until: (state: string) => Promise<unknown>) => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const states: ScannerStatus['state'][] = [];
  const scanner = openElsewhere(settings, hand.environment, [], states);
  const until = (wanted: string) => vi.waitUntil(() => states.at(-1) === wanted, { timeout: 20_000, interval: 5 });
  try {
    await until(state);
    await next(until);
  } finally {
    await scanner.close();
  }
}

test.concurrent('a HID POS scanner is denied, and opened as soon as it may be', () =>
  withHidPos(async (hand) => {
    await hand.permit(false);
    const { vendorId, productId } = hand;
    await untilState(hand, { kind: 'hid-pos', vendorId, productId }, 'denied', async (until) => {
      await hand.permit(true);
      await until('ready');
    });
  }));

test.concurrent.each<[string, ScannerSettings]>([
  ['maker', { kind: 'hid-pos', vendorId: 0x1eab }],
  ['product', { kind: 'hid-pos', vendorId: 0x0c2e, productId: 1 }],
])('a HID POS scanner of another %s is not taken', (_, settings) =>
  withHidPos((hand) => untilState(hand, settings, 'absent')),
);

test.concurrent('a HID POS scanner that is closed while it is being opened does not take the process with it', () =>
  withHidPos((hand) => openElsewhere({ kind: 'hid-pos' }, hand.environment, [], []).close()));
