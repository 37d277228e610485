import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, ok, type Result } from '../../src/contract/result.ts';
import type { ChipPhase, ChipReading, DocumentRead } from '../../src/contract/chip.ts';
import type { PrinterStatus } from '../../src/contract/devices.ts';
import { ReadLengths } from '../emrtd/messaging/read-lengths.ts';
import { readDocument } from '../emrtd/read-document.ts';
import { selfTest } from '../emrtd/self-test.ts';
import { createTrustStore, isTrustFile, type TrustStore } from '../emrtd/proof/trust-store.ts';
import type { CardReader, ChipReadRequest, PrintOutcome, Raster } from '../ports.ts';
import { openEscPosPrinter } from '../printer/tcp.ts';
import { openSerialScanner } from '../scanner/serial.ts';
import type { DeviceConfig, ReaderConfig } from './config.ts';
import { deadlines } from './deadlines.ts';
import { toHostSchema, type FromHost } from './protocol.ts';

/** An exchange with the chip passed its deadline. Native code is still in it and cannot be called back. */
class Overdue extends Error {
  override readonly name = 'Overdue';
}

/** What differs between a real kiosk's host and the demonstration's. */
export interface HostDrivers {
  openReader(config: ReaderConfig): CardReader;
}

/**
 * The child's side: opens the devices that the parent's first message names and serves them until the parent is gone.
 * A host that computes wrongly, or is told nonsense, says so and ends.
 */
export function runDeviceHost(drivers: HostDrivers): void {
  let serving = false;
  process.on('uncaughtException', (error) => {
    // Once cards are read a message might repeat what one says.
    const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    console.error(['device host:', serving ? error.name : error.message, ...frames].join('\n'));
    endAtOnce();
  });
  // Ctrl-C and systemd reach the whole group: the parent alone decides when this process ends.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('disconnect', endAtOnce);
  if (!selfTest())
    throw new Error('the worked example of ICAO 9303-11 comes out wrong: this machine must not read cards');

  process.once('message', (message) => {
    const first = toHostSchema.parse(message);
    if (first.type !== 'open') throw new Error('the first message must name the devices');
    void serve(drivers, first.config).then(() => {
      serving = true;
    });
  });
}

async function serve(drivers: HostDrivers, config: DeviceConfig): Promise<void> {
  const trust = await loadTrustStore(config.trustDirectory);
  const lengths = new ReadLengths();
  const reader = drivers.openReader(config.reader);
  const scanner = config.scanner.kind === 'serial' ? openSerialScanner(config.scanner) : undefined;
  const printer = openEscPosPrinter(config.printer);
  let printerStatus: PrinterStatus = { state: 'unknown' };
  let printing = false;

  const sendStatus = () =>
    send({
      type: 'status',
      reader: reader.status(),
      scanner: scanner?.status() ?? { state: 'absent' },
      printer: printerStatus,
    });

  /** While a ticket is being printed, what was known before holds. */
  async function askPrinter(): Promise<PrinterStatus> {
    if (printing) return printerStatus;
    const { state } = await printer.status();
    const changed = state !== printerStatus.state;
    printerStatus = { state };
    if (changed) sendStatus();
    return printerStatus;
  }

  async function print(ticket: Raster): Promise<PrintOutcome> {
    printing = true;
    try {
      return await printer.print(ticket);
    } finally {
      printing = false;
      void askPrinter();
    }
  }

  process.on('message', (raw) => {
    const message = toHostSchema.parse(raw);
    if (message.type === 'open') throw new Error('the devices are open');
    const answer = (value: unknown, then?: () => void) => send({ type: 'answer', id: message.id, answer: value }, then);
    switch (message.type) {
      case 'readChip':
        return void readChip(reader, trust, lengths, message.request).then(
          (result) => answer(result),
          (error: unknown) => {
            if (!(error instanceof Overdue)) throw error;
            answer(failed('DEVICE_TIMEOUT'), endAtOnce);
          },
        );
      case 'printerStatus':
        return void askPrinter().then((known) => answer(known));
      case 'print':
        return void print(message.request).then((outcome) => answer(outcome));
    }
  });
  reader.watch(sendStatus);
  scanner?.watch(sendStatus);
  scanner?.onScan((code) => send({ type: 'scan', code }));
  setInterval(() => send({ type: 'ping' }), deadlines.heartbeat);
  setInterval(() => void askPrinter(), deadlines.printerPoll);
  sendStatus();
  void askPrinter();
}

/** @throws Overdue */
async function readChip(
  reader: CardReader,
  trust: TrustStore,
  lengths: ReadLengths,
  request: ChipReadRequest,
): Promise<Result<DocumentRead>> {
  const onProgress = (phase: ChipPhase, fraction: number) => send({ type: 'chip-progress', phase, fraction });
  const connected = await inTime(reader.connect());
  if (!connected.ok) return connected;
  const channel = connected.value;
  const result = await readDocument({ ...channel, transmit: (command) => inTime(channel.transmit(command)) }, request, {
    trust,
    now: Date.now,
    monotonic: () => performance.now(),
    random: randomBytes,
    lengths,
    onProgress,
  });
  await inTime(channel.close());
  if (result.ok) return asCitizenCard(result.value);
  // To the reading both are a lost card.
  const readerGone = result.code === 'CARD_REMOVED' && reader.status().state !== 'ready';
  return readerGone ? failed('DEVICE_LOST') : result;
}

/** No service of a kiosk begins with a passport yet. */
function asCitizenCard(reading: ChipReading): Result<DocumentRead> {
  const { document } = reading;
  return 'personalNumber' in document ? ok({ ...reading, document }) : failed('CARD_NOT_SUPPORTED');
}

async function loadTrustStore(directory: string): Promise<TrustStore> {
  const names = (await readdir(directory)).filter(isTrustFile);
  const read = async (name: string) => ({ name, bytes: await readFile(join(directory, name)) });
  return createTrustStore(await Promise.all(names.map(read)));
}

async function inTime<T>(exchange: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Overdue()), deadlines.apdu);
  });
  try {
    return await Promise.race([exchange, overdue]);
  } finally {
    clearTimeout(timer);
  }
}

/** `process.exit()` would wait for an exchange that is stuck in native code. The kernel closes what is open. */
const endAtOnce = (): void => void process.kill(process.pid, 'SIGKILL');

function send(message: FromHost, then: () => void = () => undefined): void {
  // A parent that is gone is told of by 'disconnect'.
  process.send?.(message, then);
}
