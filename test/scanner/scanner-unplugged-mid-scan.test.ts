import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { citizenCardQr, people } from '../../drivers/simulated/people.ts';
import { hidPosReports, keyEvents } from '../../drivers/simulated/scanner/index.ts';
import { repetitions } from '../support/repetitions.ts';
import { kinds, startRig, type Kind, type Rig } from './rig.ts';

const [first, second] = people;
const qr = Buffer.from(citizenCardQr(first));
const card = (personalNumber: string): unknown => expect.objectContaining({ kind: 'citizen-card', personalNumber });
const unreadable = { kind: 'refused', code: 'SCAN_UNREADABLE' };

/** How a scan begins that never ends. */
const halves: Record<Kind, Uint8Array> = {
  serial: qr.subarray(0, 20),
  'hid-pos': hidPosReports(qr)[0] ?? qr,
  'keyboard-wedge': Buffer.concat([keyEvents(11, 1), keyEvents(11, 0), keyEvents(10, 1)]),
};

async function withRig(kind: Kind, story: (rig: Rig) => Promise<void>): Promise<void> {
  const rig = await startRig(kind);
  try {
    await story(rig);
  } finally {
    await rig.close();
  }
}

test.concurrent.each(kinds)(
  '%s: the half scan never counts, and the next whole one is right, time and again',
  (kind) =>
    withRig(kind, async (rig) => {
      for (let round = 1; round <= repetitions(2); round++) {
        await rig.hand.send(halves[kind]);
        await delay(50);
        await rig.hand.unplug();
        await rig.until('absent');
        await rig.hand.replug();
        await rig.until('ready');
        expect(await rig.scan(qr)).toEqual(card(first.personalNumber));
        // Where the machine took half a second for the unplugging, the half was told before.
        expect(rig.scans.filter(({ kind }) => kind !== 'refused')).toHaveLength(round);
      }
    }),
  120_000,
);

test.concurrent.each(kinds)('%s: a scan that stops halfway is told as unreadable and does not spoil the next', (kind) =>
  withRig(kind, async (rig) => {
    await rig.hand.send(halves[kind]);
    await rig.untilScans(1);
    await rig.scan(citizenCardQr(second));
    expect(rig.scans).toEqual([unreadable, card(second.personalNumber)]);
  }),
);
