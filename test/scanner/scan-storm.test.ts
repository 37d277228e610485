import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../drivers/clock.ts';
import { createScanAssembler, type ScanAssembler } from '../../drivers/scanner/assembler.ts';
import { payloadLimit } from '../../drivers/scanner/payload.ts';
import { hidPosReports, inputEvent } from '../../drivers/simulated/scanner/index.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { kinds, startRig, type Kind } from './rig.ts';

const unreadable = { kind: 'refused', code: 'SCAN_UNREADABLE' };
const numberOf = (serial: number) => String(990_000_000_000 + serial);
const number = (serial: number) => ({ kind: 'number', digits: numberOf(serial) });
const line = (text: string) => Buffer.from(`${text}\r`);

describe('in exact time', () => {
  let clock: ManualClock;
  let scans: ScannedCode[];
  let assembler: ScanAssembler;
  beforeEach(() => {
    clock = new ManualClock();
    scans = [];
    assembler = createScanAssembler((code) => scans.push(code), 10, clock);
  });

  test('a scan is delivered 10 ms after its end, not before', () => {
    assembler.addLine(line(numberOf(1)));
    clock.pass(9);
    expect(scans).toEqual([]);
    clock.pass(1);
    expect(scans).toEqual([number(1)]);
  });

  test('fifty different codes a second count as one act', () => {
    for (let serial = 0; serial < 500; serial++) {
      assembler.addLine(line(numberOf(serial)));
      clock.pass(20);
    }
    expect(scans).toEqual([number(0)]);
    clock.pass(100);
    assembler.addLine(line(numberOf(1)));
    clock.pass(10);
    expect(scans).toEqual([number(0), number(1)]);
  });

  test('whatever the pace of the device, fewer than twenty scans a second count', () => {
    for (const pace of [1, 5, 15, 30, 45, 61, 75, 100]) {
      const before = scans.length;
      for (let at = 0; at < 1_000; at += pace) {
        assembler.addLine(line(numberOf(at)));
        clock.pass(pace);
      }
      clock.pass(1_000);
      expect(scans.length - before).toBeLessThan(20);
    }
  });

  test('a card that lies under the scanner counts once, and again after a second without it', () => {
    for (let time = 0; time < 60_000; time += 200) {
      assembler.addLine(line(numberOf(1)));
      clock.pass(200);
    }
    expect(scans).toEqual([number(1)]);
    clock.pass(1_000);
    assembler.addLine(line(numberOf(1)));
    clock.pass(10);
    expect(scans).toEqual([number(1), number(1)]);
  });

  test('a card shown between two others counts each time', () => {
    for (const serial of [1, 2, 1, 2]) {
      assembler.addLine(line(numberOf(serial)));
      clock.pass(200);
    }
    expect(scans).toEqual([1, 2, 1, 2].map(number));
  });

  test('a device that is plugged in anew starts anew', () => {
    assembler.addLine(line(numberOf(1)));
    clock.pass(200);
    assembler.drop();
    assembler.addLine(line(numberOf(1)));
    clock.pass(200);
    expect(scans).toEqual([number(1), number(1)]);
  });

  test('a device that never stops sending is told of once, when it stops', () => {
    for (let time = 0; time < 60_000; time += 2) {
      assembler.addLine(time % 50 === 0 ? line(numberOf(time)) : Buffer.alloc(100, '9'));
      clock.pass(2);
    }
    expect(scans).toEqual([]);
    clock.pass(500);
    expect(scans).toEqual([unreadable]);
  });

  test('a code that carries line ends stays one scan', () => {
    for (const piece of ['BEGIN:VCARD\r', '\n', `${numberOf(1)}\r\n`, 'END:VCARD\r']) {
      assembler.addLine(Buffer.from(piece));
      clock.pass(8);
    }
    clock.pass(10);
    expect(scans).toEqual([{ kind: 'refused', code: 'SCAN_NOT_FOR_KIOSK' }]);
  });

  test('nor does it pass as several where the line falls silent after each', () => {
    for (let serial = 0; serial < 20; serial++) {
      assembler.addLine(line(numberOf(serial)));
      clock.pass(40);
    }
    expect(scans).toEqual([number(0)]);
  });

  test('the longest code and its line end fit; one byte more does not', () => {
    const longest = '9'.repeat(payloadLimit);
    assembler.addLine(Buffer.from(`${longest}\r\n`));
    clock.pass(100);
    assembler.addLine(Buffer.from(`${longest}9\r\n`));
    clock.pass(100);
    expect(scans).toEqual([{ kind: 'refused', code: 'SCAN_NOT_FOR_KIOSK' }, unreadable]);
  });
});

test('a process that was busy does not take bytes that came meanwhile for silence', async () => {
  const scans: ScannedCode[] = [];
  const assembler = createScanAssembler((code) => scans.push(code), 10, systemClock);
  const server = createServer((kiosk) => {
    kiosk.on('data', (bytes) => assembler.addLine(bytes));
    kiosk.once('data', () => {
      scanner.write(line('END'));
      for (const end = performance.now() + 40; performance.now() < end;);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const scanner = connect((server.address() as AddressInfo).port, '127.0.0.1');
  scanner.setNoDelay(true);
  scanner.write(line(numberOf(1)));
  await vi.waitUntil(() => scans.length > 0, { timeout: 10_000, interval: 5 });
  scanner.destroy();
  server.close();
  expect(scans).toEqual([{ kind: 'refused', code: 'SCAN_NOT_FOR_KIOSK' }]);
});

/** As fast as the device takes it, for scans that differ and for something without end. */
const storms: Record<Kind, { codes: (serial: number) => Uint8Array; endless: Uint8Array }> = {
  serial: { codes: (serial) => line(numberOf(serial)), endless: Buffer.alloc(1_000, '9') },
  'hid-pos': {
    codes: (serial) => hidPosReports(Buffer.from(numberOf(serial)))[0] ?? Buffer.alloc(0),
    endless: hidPosReports(Buffer.alloc(57, '9'))[0] ?? Buffer.alloc(0),
  },
  'keyboard-wedge': {
    codes: (serial) => Buffer.concat([key(2 + (serial % 10)), key(28)]),
    endless: Buffer.concat(Array.from({ length: 50 }, () => key(10))),
  },
};

function key(code: number): Buffer {
  return Buffer.concat([inputEvent(1, code, 1), inputEvent(1, code, 0), inputEvent(0, 0, 0)]);
}

test.concurrent.each(kinds)(
  '%s: a storm of scans counts once, an endless scan is refused once, and then all is well',
  async (kind) => {
    const rig = await startRig(kind);
    try {
      let began = performance.now();
      for (let serial = 0; serial < 40; serial++) {
        await rig.hand.send(storms[kind].codes(serial));
        await delay(10);
      }
      await delay(200);
      // Once, and once more for each time that a loaded machine kept the storm waiting.
      expect(rig.scans.length).toBeLessThanOrEqual(1 + (performance.now() - began) / 50);

      const before = rig.scans.length;
      began = performance.now();
      for (let piece = 0; piece < 100; piece++) await rig.hand.send(storms[kind].endless);
      const refused = (await rig.untilScans(before + 1)).slice(before);
      expect(refused.every((code) => code.kind === 'refused')).toBe(true);
      expect(refused.length).toBeLessThanOrEqual(1 + (performance.now() - began) / 500);
      expect(await rig.scan(numberOf(99))).toEqual(number(99));
    } finally {
      await rig.close();
    }
  },
);
