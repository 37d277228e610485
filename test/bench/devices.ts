import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { SerialPort } from 'serialport';
import { deadlines } from '../../drivers/host/deadlines.ts';
import { openDevices } from '../../drivers/index.ts';
import type { DeviceEvent, Devices } from '../../drivers/ports.ts';
import { makeCards } from '../../drivers/simulated/cards/make-cards.ts';
import { type ChipBench, startChipBench } from '../../drivers/simulated/chip/bench.ts';
import { citizenCardQr, people } from '../../drivers/simulated/people.ts';
import { startPrinterEmulator } from '../../drivers/simulated/printer/emulator.ts';
import { type ScannerSimulator, startScannerSimulator } from '../../drivers/simulated/scanner/index.ts';
import { renderTicket } from '../support/tickets.ts';
import { checkIn } from '../ticket/samples.ts';
import { type Figure, alternate, figure, median, timed } from './figure.ts';
import { raster } from './ticket.ts';

const [person] = people;
const request = { can: person.personalNumber.slice(-6), challenge: '0011223344556677' };

/** Everything that a kiosk has, real but for the hands and what they hold. */
async function startStation(folder: string) {
  const cardsDirectory = join(folder, 'cards');
  await makeCards(cardsDirectory);
  const [chip, scanner, emulator] = await Promise.all([
    startChipBench({ cardsDirectory, runDirectory: folder }),
    startScannerSimulator({ runDirectory: folder }),
    startPrinterEmulator(),
  ]);
  const printer = await tapped(emulator.port);
  let hostPid = 0;
  const devices = openDevices(
    {
      reader: { kind: 'pcsc', socket: chip.pcscSocket },
      scanner: { kind: 'serial', path: scanner.path },
      printer: { kind: 'escpos-tcp', host: '127.0.0.1', port: printer.port },
      trustDirectory: join(cardsDirectory, 'trust'),
    },
    {
      entry: new URL('../../drivers/host/main.ts', import.meta.url),
      // Each death is the first: what is measured is the start, not the pauses after many.
      deadlines: { ...deadlines, settled: 200 },
      log: (entry) => {
        if (entry.event === 'host-up') hostPid = entry.pid;
      },
    },
  );
  await chip.insert(person.id);
  await until(() => devices.status().reader.card && devices.status().scanner.state === 'ready');
  return {
    chip,
    scanner,
    printer,
    devices,
    hostPid: () => hostPid,
    async close() {
      await devices.close();
      await Promise.all([chip.close(), scanner.close(), printer.close(), emulator.close()]);
    },
  };
}

/** A wire to the printer that tells when the first byte of a picture goes by (GS v 0). */
async function tapped(port: number) {
  let seen: (() => void) | undefined;
  const server = createServer((socket) => {
    const onward = connect(port, '127.0.0.1');
    socket.on('data', (bytes) => {
      if (bytes.includes(Buffer.of(0x1d, 0x76, 0x30))) seen?.();
    });
    for (const end of [socket, onward]) end.on('error', () => undefined);
    socket.pipe(onward).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    picture: () => new Promise<void>((resolve) => (seen = resolve)),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function until(is: () => boolean): Promise<void> {
  while (!is()) await pause(2);
}

const next = (devices: Devices, is: (event: DeviceEvent) => boolean) =>
  new Promise<void>((resolve) => {
    const stop = devices.watch((event) => {
      if (!is(event)) return;
      stop();
      resolve();
    });
  });

async function readable(devices: Devices): Promise<void> {
  for (;;) {
    const result = await devices.readChip(request);
    if (result.ok) return;
    await pause(20);
  }
}

/** From the death of pcscd, which its service manager starts again at once, to a card that was read. */
async function afterPcscd(chip: ChipBench, devices: Devices, name: string): Promise<Figure> {
  const { work, floor } = await alternate(
    5,
    timed(async () => {
      await chip.killPcscd('SIGKILL');
      await chip.startPcscd();
      await until(() => devices.status().reader.card);
      await readable(devices);
    }),
    timed(() => readable(devices)),
  );
  return figure(name, median(work), median(floor));
}

/** From a host that dies to one that serves; against a process that does nothing but say that it is there. */
async function afterHost(hostPid: () => number, devices: Devices, folder: string): Promise<Figure> {
  const empty = join(folder, 'empty.mjs');
  await writeFile(empty, "process.send('here');");
  const { work, floor } = await alternate(
    5,
    async () => {
      await pause(1_000);
      const start = performance.now();
      const pid = hostPid();
      process.kill(pid, 'SIGKILL');
      await until(() => hostPid() !== pid && devices.status().host === 'up');
      return performance.now() - start;
    },
    timed(async () => {
      const child = fork(empty);
      await once(child, 'message');
      child.kill('SIGKILL');
    }),
  );
  return figure('devices.afterHostCrash', median(work), median(floor));
}

/** From the last byte of a scan to its payload in the core; against the same bytes through a bare serial port. */
async function scan(scanner: ScannerSimulator, devices: Devices): Promise<Figure> {
  const code = Buffer.from(`${citizenCardQr(person)}\r`);
  const ours = async () => {
    // Else it counts as the same code, still lying under the scanner.
    await pause(1_100);
    const seen = next(devices, ({ type }) => type === 'scan');
    const start = performance.now();
    await scanner.send(code);
    await seen;
    return performance.now() - start;
  };
  const folder = await mkdtemp(join(tmpdir(), 'bare-'));
  const bare = await startScannerSimulator({ runDirectory: folder });
  const port = new SerialPort({ path: bare.path, baudRate: 9_600 });
  await once(port, 'open');
  const theirs = async () => {
    let left = code.length;
    const whole = new Promise<void>((resolve) =>
      port.on('data', (bytes: Buffer) => {
        left -= bytes.length;
        if (left === 0) resolve();
      }),
    );
    const start = performance.now();
    await bare.send(code);
    await whole;
    port.removeAllListeners('data');
    return performance.now() - start;
  };
  const { work, floor } = await alternate(10, ours, theirs);
  await new Promise((resolve) => port.close(resolve));
  await bare.close();
  await rm(folder, { recursive: true });
  return figure('devices.scan', median(work), median(floor));
}

/** From the number to the first byte of its picture at the printer; against a bare connection and one byte. */
async function firstByte(printer: Awaited<ReturnType<typeof tapped>>, devices: Devices): Promise<Figure> {
  const { work, floor } = await alternate(
    10,
    async () => {
      const start = performance.now();
      const arrived = printer.picture().then(() => performance.now() - start);
      const outcome = await devices.print(renderTicket(checkIn));
      if (outcome.outcome !== 'confirmed') throw new Error(outcome.outcome);
      return arrived;
    },
    async () => {
      const start = performance.now();
      const arrived = printer.picture().then(() => performance.now() - start);
      const socket = connect(printer.port, '127.0.0.1');
      socket.write(Buffer.of(0x1d, 0x76, 0x30, 0, 0, 0, 0, 0));
      const took = await arrived;
      socket.destroy();
      return took;
    },
  );
  return figure('devices.firstByte', median(work), median(floor));
}

/** What a technician and a citizen wait for, over real pcscd, serial line and TCP. */
export async function devices(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'station-'));
  // As the demonstration has it; what is built needs neither types stripped nor many modules found.
  process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../var/compile-cache');
  const station = await startStation(folder);
  try {
    return [
      await afterPcscd(station.chip, station.devices, 'devices.afterPcscdDeath'),
      await afterHost(station.hostPid, station.devices, folder),
      await scan(station.scanner, station.devices),
      ...(await raster()),
      await firstByte(station.printer, station.devices),
    ];
  } finally {
    await station.close();
    await rm(folder, { recursive: true });
  }
}
