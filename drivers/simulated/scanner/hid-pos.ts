import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { handPause, type ScannerSimulator, type SimulatorOptions } from './simulator.ts';

const run = promisify(execFile);

export interface HidPosSimulator extends Omit<ScannerSimulator, 'path'> {
  /** Of the process that shall see the scanner: it must be new, since libraries are preloaded into it. */
  environment: Record<string, string>;
  vendorId: number;
  productId: number;
  /** Whether anybody may open the node. */
  permit(permitted: boolean): Promise<void>;
}

/** As the usage tables name the fields, Honeywell's order: id, count, identifier, 56 bytes of data, two of its own, "continued". */
const honeywellDescriptor = Buffer.from(
  [
    '058c 0902 a101 8502', // bar code scanner; report 2
    '0912 a102 1500 26ff00 7508', //   scanned data report, fields of 8 bits
    '9501 0501 093b 8102', //   byte count
    '058c 9503 09fb 09fc 09fd 8102', //   symbology identifiers 1 to 3
    '9538 09fe 820201', //   decoded data
    '9502 8101', //   the maker's own
    '2501 7501 9501 09ff 8102 7507 8101', //   decoded data continued, in the last byte's lowest bit
    'c0 c0',
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
);

/** One report's part of the data. */
const partSize = 56;

/** A scan as Honeywell's and Access-IS's scanners send it: reports of 64 bytes. */
export function hidPosReports(payload: Uint8Array, identifier = ']Q1'): Buffer[] {
  const count = Math.max(1, Math.ceil(payload.length / partSize));
  return Array.from({ length: count }, (_, index) => {
    const part = payload.subarray(index * partSize, (index + 1) * partSize);
    const report = Buffer.alloc(64);
    report.set([2, part.length, ...Buffer.from(identifier)]);
    report.set(part, 5);
    report[61] = 's'.charCodeAt(0);
    report[63] = index < count - 1 ? 1 : 0;
    return report;
  });
}

/**
 * A HID POS scanner for node-hid as it is: Debian's umockdev shows a made-up /sys and /dev to the process, hidraw-shim.c stands for
 * the node. Needs gcc and umockdev.
 * @param options.descriptor its report descriptor
 */
export async function startHidPosSimulator({
  runDirectory,
  pause = handPause,
  descriptor = honeywellDescriptor,
}: SimulatorOptions & { descriptor?: Uint8Array }): Promise<HidPosSimulator> {
  const testbed = join(runDirectory, 'testbed');
  const shim = join(runDirectory, 'hidraw-shim.so');
  await run('gcc', ['-shared', '-fPIC', '-O2', '-o', shim, join(import.meta.dirname, 'hidraw-shim.c'), '-ldl']);
  let plugged: { server: Server; openedBy: Set<Socket> } | undefined;

  async function replug(): Promise<void> {
    await plantDevice(testbed, descriptor);
    plugged = await serveNode(join(runDirectory, 'hidraw0.sock'));
  }

  async function unplug(): Promise<void> {
    if (!plugged) return;
    const { server, openedBy } = plugged;
    plugged = undefined;
    await rm(testbed, { recursive: true });
    for (const socket of openedBy) socket.destroy();
    server.close();
    await once(server, 'close');
  }

  function send(report: Uint8Array): Promise<void> {
    const head = Buffer.alloc(2);
    head.writeUInt16LE(report.length);
    for (const socket of plugged?.openedBy ?? []) socket.write(Buffer.concat([head, report]));
    return Promise.resolve();
  }

  await replug();
  return {
    ...ids,
    environment: { UMOCKDEV_DIR: testbed, HIDRAW_DIR: runDirectory, LD_PRELOAD: `${shim} libumockdev-preload.so.0` },
    send,
    async scan(payload) {
      for (const report of hidPosReports(Buffer.from(payload))) await send(report);
      await delay(pause);
    },
    unplug,
    replug,
    permit: (permitted) => chmod(join(testbed, 'dev/hidraw0'), permitted ? 0o660 : 0),
    close: unplug,
  };
}

const ids = { vendorId: 0x0c2e, productId: 0x0b61 };
const hex = (id: number, digits: number) => id.toString(16).toUpperCase().padStart(digits, '0');

/** What Linux shows of one USB device with one HID interface, as far as libudev and hidapi look. */
async function plantDevice(root: string, descriptor: Uint8Array): Promise<void> {
  const { vendorId, productId } = ids;
  const usb = join(root, 'sys/devices/pci0000:00/usb1/1-1');
  const hid = join(usb, `1-1:1.0/0003:${hex(vendorId, 4)}:${hex(productId, 4)}.0001`);
  const hidraw = join(hid, 'hidraw/hidraw0');
  await plantNode(usb, { DEVTYPE: 'usb_device' }, { idVendor: hex(vendorId, 4), idProduct: hex(productId, 4) });
  await plantNode(join(usb, '1-1:1.0'), { DEVTYPE: 'usb_interface' }, { bInterfaceNumber: '00' });
  await plantNode(
    hid,
    { HID_ID: `0003:${hex(vendorId, 8)}:${hex(productId, 8)}`, HID_NAME: 'Scanner', HID_PHYS: '', HID_UNIQ: '' },
    { report_descriptor: descriptor },
  );
  await plantNode(hidraw, { DEVNAME: 'hidraw0', MAJOR: '240', MINOR: '0' });
  for (const place of ['sys/bus/usb', 'sys/bus/hid', 'sys/class/hidraw', 'dev'])
    await mkdir(join(root, place), { recursive: true });
  await link(join(root, 'sys/bus/usb'), join(usb, 'subsystem'));
  await link(join(root, 'sys/bus/usb'), join(usb, '1-1:1.0/subsystem'));
  await link(join(root, 'sys/bus/hid'), join(hid, 'subsystem'));
  await link(join(root, 'sys/class/hidraw'), join(hidraw, 'subsystem'));
  await link(hid, join(hidraw, 'device'));
  await link(hidraw, join(root, 'sys/class/hidraw/hidraw0'));
  await writeFile(join(root, 'dev/hidraw0'), '', { mode: 0o660 });
}

async function plantNode(
  directory: string,
  uevent: Record<string, string>,
  attributes: Record<string, string | Uint8Array> = {},
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const lines = Object.entries(uevent).map(([key, value]) => `${key}=${value}\n`);
  await writeFile(join(directory, 'uevent'), lines.join(''));
  for (const [name, value] of Object.entries(attributes)) await writeFile(join(directory, name), value);
}

/** Relative, since the process sees the tree elsewhere than it lies. */
const link = (target: string, at: string) => symlink(relative(dirname(at), target), at);

async function serveNode(path: string): Promise<{ server: Server; openedBy: Set<Socket> }> {
  await rm(path, { force: true });
  const openedBy = new Set<Socket>();
  const server = createServer((socket) => {
    openedBy.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => openedBy.delete(socket));
  });
  server.listen(path);
  await once(server, 'listening');
  return { server, openedBy };
}
