import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Deadlines } from '../../drivers/host/deadlines.ts';
import { openDevices, type HostLogEntry } from '../../drivers/index.ts';
import type { Devices } from '../../drivers/ports.ts';
import { makeCards } from '../../drivers/simulated/cards/make-cards.ts';
import { startChipBench } from '../../drivers/simulated/chip/bench.ts';
import { people } from '../../drivers/simulated/people.ts';

export const [person] = people;

export const request = { can: person.personalNumber.slice(-6), challenge: '0011223344556677' };

/** The device host of a kiosk in service on a real pcscd, whose reader and card are simulated. Nothing else is attached. */
export async function startLab({ usb = false } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'pcsc-'));
  const cardsDirectory = join(directory, 'cards');
  await makeCards(cardsDirectory);
  const bench = await startChipBench({ cardsDirectory, runDirectory: directory, usb });
  const log: HostLogEntry[] = [];
  let devices: Devices | undefined;

  return {
    bench,
    directory,
    cardsDirectory,
    log,
    open(deadlines?: Deadlines): Devices {
      devices = openDevices(
        {
          reader: { kind: 'pcsc', socket: bench.pcscSocket },
          scanner: { kind: 'none' },
          printer: { kind: 'escpos-tcp', host: '127.0.0.1', port: 1 },
          trustDirectory: join(cardsDirectory, 'trust'),
        },
        {
          entry: new URL('../../drivers/host/main.ts', import.meta.url),
          log: (entry) => log.push(entry),
          ...(deadlines && { deadlines }),
        },
      );
      return devices;
    },
    async close() {
      await devices?.close();
      await bench.close();
      await rm(directory, { recursive: true });
    },
  };
}
export type Lab = Awaited<ReturnType<typeof startLab>>;

export const untilCard = (devices: Devices, card = true) =>
  vi.waitUntil(() => devices.status().reader.state === 'ready' && devices.status().reader.card === card, {
    timeout: 10_000,
    interval: 10,
  });

/** Reads the right card, which lies on the reader or is about to be seen there. */
export async function readWell(devices: Devices): Promise<void> {
  await untilCard(devices);
  const read = await devices.readChip(request);
  if (!read.ok || read.value.document.documentNumber !== person.personalNumber.slice(3))
    throw new Error(JSON.stringify(read));
}
