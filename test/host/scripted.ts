import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { deadlines, type Deadlines } from '../../drivers/host/deadlines.ts';
import type { ToHostMessage } from '../../drivers/host/protocol.ts';
import { startDeviceHost, type HostLogEntry } from '../../drivers/host/supervisor.ts';
import type { DeviceEvent, Devices } from '../../drivers/ports.ts';

export const quick: Deadlines = { ...deadlines, heartbeat: 100, silence: 2_000, close: 300 };

export const request = { can: '012345', challenge: '0011223344556677' };
export const ticket = { width: 8, height: 1, data: Uint8Array.of(0xff) };

/** The device host of a kiosk whose child goes wrong in the way that misbehaving-host.ts knows by this name. */
export async function startScripted(fault: string, limits: Partial<Deadlines> = {}, execPath = process.execPath) {
  const directory = await mkdtemp(join(tmpdir(), 'host-'));
  const log: HostLogEntry[] = [];
  const events: DeviceEvent[] = [];
  const devices: Devices = startDeviceHost({
    config: {
      reader: { kind: 'pcsc' },
      scanner: { kind: 'none' },
      printer: { kind: 'escpos-tcp', host: fault, port: 9_100 },
      trustDirectory: directory,
    },
    entry: new URL('misbehaving-host.ts', import.meta.url),
    execPath,
    log: (entry) => log.push(entry),
    deadlines: { ...quick, ...limits },
  });
  devices.watch((event) => events.push(event));
  return {
    devices,
    log,
    events,
    untilUp: () => vi.waitUntil(() => devices.status().host === 'up', { timeout: 8_000, interval: 5 }),
    recoveries: () => log.filter((entry) => entry.event === 'device-recovery'),
    hosts: () => log.flatMap((entry) => (entry.event === 'host-up' ? [entry.pid] : [])),
    /** What its children were told, all of them. */
    heard(): ToHostMessage[] {
      const diary = join(directory, 'heard');
      if (!existsSync(diary)) return [];
      const lines = readFileSync(diary, 'utf8').split('\n').slice(0, -1);
      return lines.map((line) => JSON.parse(line) as ToHostMessage);
    },
    async [Symbol.asyncDispose]() {
      await devices.close();
      await rm(directory, { recursive: true });
    },
  };
}
export type Scripted = Awaited<ReturnType<typeof startScripted>>;

/** A zombie, which waits for whoever took the orphan over to look at it, has ended. */
export const isAlive = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
