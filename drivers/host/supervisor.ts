import type { DeviceStatus } from '../../src/contract/devices.ts';
import { failed, unreachable } from '../../src/contract/result.ts';
import type { DeviceEvent, Devices, PrintOutcome, Raster } from '../ports.ts';
import { openCalls } from './calls.ts';
import { deadlines as standardDeadlines, type Deadlines } from './deadlines.ts';
import { allWell, climb, onTrial, pauseBeforeHost, recover, type Cure, type Step, type Trouble } from './ladder.ts';
import { startHostProcess, type HostProcess, type HostProgram } from './process.ts';
import { isRaster, type FromHost, type Method } from './protocol.ts';
import { restartService, type ServiceRestart } from './service.ts';

/** For the log. Carries no data of any call. */
export type HostLogEntry =
  /** The devices are served, so long after the process was started. */
  | { event: 'host-up'; pid: number; milliseconds: number }
  | { event: 'device-recovery'; cause: Trouble; step: Step }
  /** Of pcscd, by the configured command. */
  | { event: 'service-restart'; outcome: ServiceRestart; milliseconds: number }
  /** `after`: the dearest step that it took. */
  | { event: 'device-recovered'; after: Step };

/** How the device host is started and watched. */
export interface DeviceHostOptions extends HostProgram {
  log: (entry: HostLogEntry) => void;
  /** A ticket may have stopped in the middle when this process was last there. */
  printerTorn?: boolean;
  /** Shorter ones make tests quick. */
  deadlines?: Deadlines;
}

/** What it means that a host passed the deadline of a call. */
const overdue: Record<Method, Trouble> = {
  readChip: 'exchange-overdue',
  tryReader: 'connect-overdue',
  printerStatus: 'printer-overdue',
  print: 'printer-overdue',
};

type DevicesOfHost = Omit<DeviceStatus, 'host'>;

const unknownDevices: DevicesOfHost = {
  reader: { state: 'starting', card: false },
  scanner: { state: 'starting' },
  printer: { state: 'unknown' },
};

/**
 * Runs the devices in a process of their own, since native device code may crash, and a stuck exchange with a card can be
 * ended in no other way. Whatever goes wrong there climbs the ladder. Calls of a process that is lost fail with DEVICE_LOST, the
 * overdue one with DEVICE_TIMEOUT; calls made meanwhile wait for the successor, at most `deadlines.successor`.
 */
export function startDeviceHost(options: DeviceHostOptions): Devices {
  const { config, log, deadlines = standardDeadlines } = options;
  const restartCommand = config.reader.kind === 'pcsc' ? config.reader.restartService : undefined;
  const listeners = new Set<(event: DeviceEvent) => void>();
  const calls = openCalls(deadlines, (method) => suffer(overdue[method]));
  let devices = unknownDevices;
  let isUp = false;
  let host: HostProcess | undefined;
  let startedAt = 0;
  let lossesInARow = 0;
  let position = allWell;
  let isTroublePostponed = false;
  /** Out of service: hosts leave the reader alone until it was tried and works. */
  let isReaderOut = false;
  /** A ticket may have stopped in the middle. */
  let isPrinterTorn = options.printerTorn ?? false;
  let lastUseOf = { reader: Promise.resolve<unknown>(undefined), printer: Promise.resolve<unknown>(undefined) };
  let startTimer: NodeJS.Timeout | undefined;
  let settledTimer: NodeJS.Timeout | undefined;
  let trialTimer: NodeJS.Timeout | undefined;
  /** When a reader out of service is tried, however many hosts are lost till then (`performance.now()`). */
  let trialAt: number | undefined;
  let away: { trouble: Trouble; timer: NodeJS.Timeout } | undefined;
  let closed = false;

  const emit = (event: DeviceEvent) => listeners.forEach((listener) => listener(event));
  const emitStatus = () => emit({ type: 'status', status: status() });

  function status(): DeviceStatus {
    const reader = isReaderOut ? { state: 'failed' as const, card: false } : devices.reader;
    return { host: isUp ? 'up' : 'restarting', ...devices, reader };
  }

  function start(): void {
    startedAt = performance.now();
    const started = startHostProcess(options, deadlines, receive, climbFor);
    host = started;
    started.send({ type: 'open', config, deadlines, printerTorn: isPrinterTorn, reader: !isReaderOut });
  }

  function receive(message: FromHost): void {
    switch (message.type) {
      case 'ping':
        return;
      case 'status':
        receiveStatus(message);
        return;
      case 'scan':
        emit(message);
        return;
      case 'chip-progress': {
        const { type, phase, fraction } = message;
        if (calls.isWanted(message.id)) emit({ type, phase, fraction });
        return;
      }
      case 'answer':
        if (!calls.settle(message.id, message.answer)) climbFor('host-garbled');
        else if (message.reader === 'card-answered') benefit('card-answered');
        else if (message.reader) suffer(message.reader);
        return;
      default:
        return unreachable(message);
    }
  }

  function receiveStatus({ reader, scanner, printer }: DevicesOfHost): void {
    devices = { reader, scanner, printer };
    // A printer is ready only once what was left in it has come out.
    if (printer.state === 'ready' || printer.state === 'paper-low') isPrinterTorn = false;
    keepReaderInSight(reader.state);
    if (!isUp) beUp();
    emitStatus();
  }

  function beUp(): void {
    isUp = true;
    calls.serve((message) => host?.send(message));
    awaitSettling();
    if (trialAt !== undefined) trialTimer = setTimeout(tryReaderOutOfService, trialAt - performance.now());
    else if (position.tried) void tryReader();
    log({ event: 'host-up', pid: host?.pid ?? 0, milliseconds: Math.round(performance.now() - startedAt) });
  }

  function awaitSettling(): void {
    clearTimeout(settledTimer);
    settledTimer = setTimeout(() => {
      lossesInARow = 0;
      benefit('host-settled');
    }, deadlines.settled);
  }

  function keepReaderInSight(state: DeviceStatus['reader']['state']): void {
    const trouble = state === 'service-down' ? 'service-down' : state === 'absent' ? 'reader-absent' : undefined;
    if (trouble !== away?.trouble) {
      clearInterval(away?.timer);
      away = trouble && { trouble, timer: setInterval(() => suffer(trouble), deadlines.readerAway) };
    }
    if (state !== 'service-down' && state !== 'starting') benefit('service-answered');
    if (state === 'ready') benefit('reader-found');
  }

  function tryReaderOutOfService(): void {
    trialAt = undefined;
    position = onTrial(position);
    void tryReader();
  }

  /** Before a citizen does, and with nothing else under way that a host that hangs would take along. */
  async function tryReader(): Promise<void> {
    const { works } = await inTurn('reader', () => inTurn('printer', () => calls.begin('tryReader', {})));
    if (!works || !isReaderOut) return;
    isReaderOut = false;
    log({ event: 'device-recovered', after: 'out-of-service' });
    awaitSettling();
    emitStatus();
  }

  function benefit(cure: Cure): void {
    const { tried } = position;
    position = recover(position, cure);
    if (tried && !position.tried) log({ event: 'device-recovered', after: tried });
  }

  /** The host lives, so a ticket that it prints is finished first. */
  function suffer(trouble: Trouble): void {
    if (isTroublePostponed) return;
    if (!calls.isUnderWay('print')) {
      climbFor(trouble);
      return;
    }
    const sick = host;
    isTroublePostponed = true;
    void lastUseOf.printer.then(() => {
      if (host !== sick) return;
      isTroublePostponed = false;
      climbFor(trouble);
    });
  }

  function climbFor(cause: Trouble): void {
    if (closed) return;
    const now = performance.now();
    const means = { now, mayRestartService: restartCommand !== undefined, serviceRest: deadlines.serviceRest };
    const climbed = climb(position, cause, means);
    position = climbed.position;
    if (!climbed.step) return;
    log({ event: 'device-recovery', cause, step: climbed.step });
    take(climbed.step);
  }

  function take(step: Step): void {
    switch (step) {
      case 'retry':
        return;
      case 'new-context':
        return host?.send({ type: 'renew' });
      case 'new-host':
        replaceHost();
        return;
      case 'restart-service':
        replaceHost(restart);
        return;
      case 'out-of-service':
        isReaderOut = true;
        trialAt ??= performance.now() + deadlines.trial;
        replaceHost();
        return;
      default:
        return unreachable(step);
    }
  }

  function replaceHost(prepare: () => Promise<void> = () => Promise.resolve()): void {
    host?.kill();
    host = undefined;
    isUp = false;
    isTroublePostponed = false;
    devices = unknownDevices;
    stopTimers();
    calls.lose();
    emitStatus();
    const pause = pauseBeforeHost(lossesInARow++);
    void prepare().then(() => {
      if (!closed) startTimer = setTimeout(start, pause);
    });
  }

  async function restart(): Promise<void> {
    if (!restartCommand) return;
    const began = performance.now();
    const outcome = await restartService(restartCommand, deadlines.serviceRestart);
    log({ event: 'service-restart', outcome, milliseconds: Math.round(performance.now() - began) });
  }

  function stopTimers(): void {
    clearTimeout(startTimer);
    clearTimeout(settledTimer);
    clearTimeout(trialTimer);
    clearInterval(away?.timer);
    away = undefined;
  }

  /** One use of a device after the other, so that no deadline runs while another call holds the device. */
  function inTurn<T>(device: 'reader' | 'printer', use: () => Promise<T>): Promise<T> {
    const result = lastUseOf[device].then(use);
    lastUseOf = { ...lastUseOf, [device]: result };
    return result;
  }

  async function print(ticket: Raster): Promise<PrintOutcome> {
    if (!isRaster(ticket)) return { outcome: 'not-printed', code: 'PRINTER_OFFLINE' };
    const { width, height, data } = ticket;
    const base64 = Buffer.from(data).toString('base64');
    const printed = await calls.begin('print', { width, height, data: base64 });
    if (printed.outcome !== 'not-printed') isPrinterTorn = printed.outcome === 'unknown';
    return printed;
  }

  start();
  return {
    status,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    readChip(request, signal) {
      const cancelled = failed('CANCELLED');
      const read = () => calls.begin('readChip', request, signal);
      return signal?.aborted ? Promise.resolve(cancelled) : unlessAborted(inTurn('reader', read), signal, cancelled);
    },
    printerStatus: () => calls.begin('printerStatus', {}),
    print: (ticket) => inTurn('printer', () => print(ticket)),
    async close() {
      closed = true;
      stopTimers();
      calls.close();
      await host?.close();
    },
  };
}

/** The caller is free at once; the work goes on to its own end. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, otherwise: T): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve) => {
    const abort = () => resolve(otherwise);
    signal.addEventListener('abort', abort, { once: true });
    void work.then((value) => {
      signal.removeEventListener('abort', abort);
      resolve(value);
    });
  });
}
