import { readdir, readFile } from 'node:fs/promises';
import { flushCompileCache } from 'node:module';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { PrinterStatus } from '../../src/contract/devices.ts';
import { failed, unreachable } from '../../src/contract/result.ts';
import { ReadLengths } from '../emrtd/messaging/read-lengths.ts';
import { createTrustStore, isTrustFile, type TrustStore } from '../emrtd/proof/trust-store.ts';
import { selfTest } from '../emrtd/self-test.ts';
import type { CardReader, PrintOutcome, Raster } from '../ports.ts';
import { openPrinter } from '../printer/index.ts';
import { openScanner } from '../scanner/index.ts';
import { channelDescriptor, openChannel } from './channel.ts';
import type { ReaderConfig } from './config.ts';
import { toHostSchema, type FromHost, type ToHost } from './protocol.ts';
import { readChip, tryReader, type ReaderUse } from './reading.ts';

/** What differs between a real kiosk's host and the demonstration's. */
export interface HostDrivers {
  openReader(config: ReaderConfig): CardReader;
}

type Opening = Extract<ToHost, { type: 'open' }>;
type Order = Exclude<ToHost, Opening>;

/**
 * The child's side: opens the devices that the parent's first message names and serves them until the parent is gone.
 * A host that computes wrongly, or is told nonsense, says so and ends.
 */
export function runDeviceHost(drivers: HostDrivers): void {
  let obey: ((order: Order) => void) | undefined;
  process.on('uncaughtException', (error) => {
    // Once cards are read a message might repeat what one says.
    const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    console.error(['device host:', obey ? error.name : error.message, ...frames].join('\n'));
    endAtOnce();
  });
  // Ctrl-C and systemd reach the whole group: the parent alone decides when this process ends.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  if (!selfTest())
    throw new Error('the worked example of ICAO 9303-11 comes out wrong: this machine must not read cards');

  const parent = new Socket({ fd: channelDescriptor });
  parent.on('close', endAtOnce);
  const send = openChannel(parent, receive, () => {
    throw new Error('the parent sent what is no message');
  });

  function receive(raw: unknown): void {
    const message = toHostSchema.parse(raw);
    if (message.type === 'open') {
      void open(drivers, message, send).then((opened) => {
        obey = opened;
      });
    } else if (obey) obey(message);
    else throw new Error('the devices are not open');
  }
}

/** @returns once the devices are being served, which the first status says */
async function open(
  drivers: HostDrivers,
  { config, deadlines, printerTorn, reader: opensReader }: Opening,
  send: (message: FromHost) => void,
): Promise<(order: Order) => void> {
  const ping = () => send({ type: 'ping' });
  // Before native code is first called, which may hang.
  ping();
  setInterval(ping, deadlines.heartbeat);

  const trust = await loadTrustStore(config.trustDirectory);
  const lengths = new ReadLengths();
  const readings = new Map<number, AbortController>();
  const scanner = openScanner(config.scanner);
  const printer = openPrinter(config.printer, { torn: printerTorn });
  let reader: CardReader | undefined;
  let printerStatus: PrinterStatus = { state: 'unknown' };
  let printing = false;

  const sendStatus = () =>
    send({
      type: 'status',
      reader: reader?.status() ?? { state: 'starting', card: false },
      scanner: scanner.status(),
      printer: printerStatus,
    });

  function openReader(): CardReader {
    const opened = drivers.openReader(config.reader);
    opened.watch(sendStatus);
    return opened;
  }

  async function read({ id, request }: Extract<Order, { type: 'readChip' }>) {
    if (!reader) return { answer: failed('READER_MISSING') };
    const cancellation = new AbortController();
    readings.set(id, cancellation);
    const read = await readChip(reader, request, cancellation.signal, {
      deadlines,
      trust,
      lengths,
      onProgress: (phase, fraction) => send({ type: 'chip-progress', id, phase, fraction }),
    });
    readings.delete(id);
    return read;
  }

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
    const outcome = await printer.print(ticket);
    printing = false;
    if (outcome.outcome === 'unknown') printerStatus = { state: 'unknown' };
    void askPrinter();
    return outcome;
  }

  function obey(order: Order): void {
    switch (order.type) {
      case 'readChip':
        answer(order, read(order));
        return;
      case 'tryReader':
        answer(order, tryReader((reader ??= openReader()), deadlines));
        return;
      case 'printerStatus':
        answer(order, askPrinter().then(asAnswer));
        return;
      case 'print':
        answer(order, print(order.request).then(asAnswer));
        return;
      case 'cancel':
        return readings.get(order.id)?.abort();
      case 'renew':
        return reader?.renew();
      default:
        return unreachable(order);
    }
  }

  const answer = ({ id }: { id: number }, use: Promise<ReaderUse<unknown>>) =>
    void use.then(({ answer, reader }) => send({ type: 'answer', id, answer, ...(reader && { reader }) }));

  if (opensReader) reader = openReader();
  scanner.watch(sendStatus);
  scanner.onScan((code) => send({ type: 'scan', code }));
  setInterval(() => void askPrinter(), deadlines.printerPoll);
  sendStatus();
  void askPrinter();
  // This process ends by SIGKILL, which keeps nothing.
  flushCompileCache();
  return obey;
}

const asAnswer = (answer: unknown): ReaderUse<unknown> => ({ answer });

async function loadTrustStore(directory: string): Promise<TrustStore> {
  const names = (await readdir(directory)).filter(isTrustFile);
  const read = async (name: string) => ({ name, bytes: await readFile(join(directory, name)) });
  return createTrustStore(await Promise.all(names.map(read)));
}

/** `process.exit()` would wait for an exchange that is stuck in native code. The kernel closes what is open. */
const endAtOnce = (): void => void process.kill(process.pid, 'SIGKILL');
