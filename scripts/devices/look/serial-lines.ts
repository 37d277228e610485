import type { Attached } from '../report-schema.ts';
import type { Machine } from './machine.ts';

const byId = '/dev/serial/by-id';

/** One line as `SerialPort.list` tells it. */
export interface ListedLine {
  path: string;
  pnpId?: string | undefined;
  manufacturer?: string | undefined;
  vendorId?: string | undefined;
  productId?: string | undefined;
}

/** By udev, which serialport asks through udevadm. @returns undefined where there is no udevadm */
export async function listSerialLines(): Promise<ListedLine[] | undefined> {
  const { SerialPort } = await import('serialport');
  return SerialPort.list().catch(() => undefined);
}

/** Serial lines, USB (CDC) and RS-232; without `listed` those that udev has named. */
export async function findSerialLines(machine: Machine, listed: ListedLine[] | undefined): Promise<Attached[]> {
  const lines = listed ?? (await machine.names(byId)).map((pnpId) => ({ path: `${byId}/${pnpId}`, pnpId }));
  const found = await Promise.all(lines.map((line) => describe(machine, line)));
  return found.flat();
}

async function describe(machine: Machine, line: ListedLine): Promise<Attached[]> {
  const { pnpId, manufacturer } = line;
  const path = pnpId === undefined ? line.path : `${byId}/${pnpId}`;
  const file = await machine.deviceFile(path);
  // A port of the board without a chip behind it says that it is of type 0.
  const type = await machine.read(`/sys/class/tty/${line.path.replace('/dev/', '')}/type`);
  if (!file || type.trim() === '0') return [];
  const name = [manufacturer, pnpId].filter((word) => word !== undefined).join(' ') || path;
  const { access, mayOpen } = file;
  return [
    {
      kind: /print|receipt|epson|\bpos-?(58|80)/i.test(name) ? 'escpos-serial' : 'serial',
      path,
      name,
      ...(line.vendorId !== undefined && { vendorId: parseInt(line.vendorId, 16) }),
      ...(line.productId !== undefined && { productId: parseInt(line.productId, 16) }),
      access,
      mayOpen,
      likely: pnpId !== undefined,
    },
  ];
}
