import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { DeviceStatus } from '../../src/contract/devices.ts';
import { failed } from '../../src/contract/result.ts';
import { backOff } from '../back-off.ts';
import type { DeviceEvent, Devices } from '../ports.ts';
import type { DeviceConfig } from './config.ts';
import { deadlines as standardDeadlines, type Deadlines } from './deadlines.ts';
import { fromHostSchema, methods, type Answer, type FromHost, type Method, type ToHost } from './protocol.ts';

/** Why a device host process was given up. `overdue`: a call passed its deadline. `garbled`: it sent what no schema knows. */
export type HostLoss = 'exit' | 'late-start' | 'silent' | 'overdue' | 'garbled';

/** For the log. Carries no data of any call. */
export type HostLogEntry =
  | { event: 'host-up'; pid: number; milliseconds: number }
  | { event: 'host-lost'; reason: HostLoss; restartAfterMs: number };

export interface DeviceHostOptions {
  config: DeviceConfig;
  /** The child's entry module. */
  entry: string | URL;
  /** Node 24; under Electron the running executable is not. */
  execPath?: string;
  log: (entry: HostLogEntry) => void;
  /** Shorter ones make tests quick. */
  deadlines?: Deadlines;
}

/** What a call yields when its host could not: `sent` tells whether the host had it already. */
const losses: { [M in Method]: (code: 'DEVICE_LOST' | 'DEVICE_TIMEOUT', sent: boolean) => Answer<M> } = {
  readChip: (code) => failed(code),
  printerStatus: () => ({ state: 'unknown' }),
  print: (code, sent) => ({ outcome: sent ? 'unknown' : 'not-printed', code }),
};

interface Call {
  message: ToHost;
  deadline: number;
  sent: boolean;
  timer: NodeJS.Timeout;
  /** @returns whether the answer was one of its method's */
  settle(answer: unknown): boolean;
  lose(code: 'DEVICE_LOST' | 'DEVICE_TIMEOUT'): void;
}

const unknownDevices: Omit<DeviceStatus, 'host'> = {
  reader: { state: 'starting', card: false },
  scanner: { state: 'starting' },
  printer: { state: 'unknown' },
};

/**
 * Runs the devices in a process of their own, since native device code may crash, and a stuck exchange with a card can be
 * ended in no other way. A process that dies, falls silent or misses a deadline is replaced; its calls fail with
 * DEVICE_LOST, the overdue one with DEVICE_TIMEOUT. Calls made meanwhile wait for the successor, at most `deadlines.successor`.
 */
export function startDeviceHost(options: DeviceHostOptions): Devices {
  const { config, log, deadlines = standardDeadlines } = options;
  const listeners = new Set<(event: DeviceEvent) => void>();
  const calls = new Map<number, Call>();
  const pause = backOff();
  let status: DeviceStatus = { host: 'restarting', ...unknownDevices };
  let lastId = 0;
  let lastUseOf = { reader: Promise.resolve<unknown>(undefined), printer: Promise.resolve<unknown>(undefined) };
  let child: ChildProcess | undefined;
  let startedAt = 0;
  let unansweredPings = 0;
  let startTimer: NodeJS.Timeout | undefined;
  let closed = false;

  const emit = (event: DeviceEvent) => listeners.forEach((listener) => listener(event));

  function start(): void {
    startedAt = performance.now();
    unansweredPings = 0;
    const starting = fork(options.entry, {
      execPath: options.execPath ?? process.execPath,
      execArgv: [],
      env: childEnvironment(config),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child = starting;
    starting.on('message', (message) => child === starting && receive(message));
    starting.on('error', () => lose(starting, 'exit'));
    starting.on('exit', () => lose(starting, 'exit'));
    send({ type: 'open', config });
    startTimer = setTimeout(() => lose(starting, 'late-start'), deadlines.start);
  }

  function lose(lost: ChildProcess | undefined, reason: HostLoss): void {
    if (lost === undefined || child !== lost) return;
    child = undefined;
    clearTimeout(startTimer);
    lost.kill('SIGKILL');
    for (const call of [...calls.values()]) if (call.sent) call.lose('DEVICE_LOST');
    if (closed) return;
    if (performance.now() - startedAt >= deadlines.settled) pause.reset();
    const restartAfterMs = pause.next();
    log({ event: 'host-lost', reason, restartAfterMs });
    startTimer = setTimeout(start, restartAfterMs);
    status = { host: 'restarting', ...unknownDevices };
    emit({ type: 'status', status });
  }

  function receive(raw: unknown): void {
    unansweredPings = 0;
    const parsed = fromHostSchema.safeParse(raw);
    if (!parsed.success) {
      lose(child, 'garbled');
      return;
    }
    const message: FromHost = parsed.data;
    switch (message.type) {
      case 'ping':
        return;
      case 'status':
        if (status.host === 'restarting') beUp();
        status = { host: 'up', reader: message.reader, scanner: message.scanner, printer: message.printer };
        emit({ type: 'status', status });
        return;
      case 'scan':
      case 'chip-progress':
        emit(message);
        return;
      case 'answer': {
        const understood = calls.get(message.id)?.settle(message.answer) ?? true;
        if (!understood) lose(child, 'garbled');
      }
    }
  }

  function beUp(): void {
    clearTimeout(startTimer);
    log({ event: 'host-up', pid: child?.pid ?? 0, milliseconds: Math.round(performance.now() - startedAt) });
    for (const call of calls.values()) dispatch(call);
  }

  // A failed send needs no answer: the process is ending, and its exit tells.
  const send = (message: ToHost) => child?.send(message, () => undefined);

  function dispatch(call: Call): void {
    clearTimeout(call.timer);
    const host = child;
    call.sent = true;
    call.timer = setTimeout(() => {
      call.lose('DEVICE_TIMEOUT');
      lose(host, 'overdue');
    }, call.deadline);
    send(call.message);
  }

  function call<M extends Method>(method: M, toMessage: (id: number) => ToHost): Promise<Answer<M>> {
    return new Promise((resolve) => {
      const id = ++lastId;
      const finish = (answer: Answer<M>) => {
        clearTimeout(call.timer);
        calls.delete(id);
        resolve(answer);
      };
      const call: Call = {
        message: toMessage(id),
        deadline: deadlines[method],
        sent: false,
        timer: setTimeout(() => call.lose('DEVICE_LOST'), deadlines.successor),
        settle(raw) {
          const answer = methods[method].answer.safeParse(raw);
          if (answer.success) finish(answer.data as Answer<M>);
          return answer.success;
        },
        lose: (code) => finish(losses[method](code, call.sent)),
      };
      calls.set(id, call);
      if (closed) call.lose('DEVICE_LOST');
      else if (status.host === 'up') dispatch(call);
    });
  }

  /** One use of a device after the other, so that no deadline runs while another call holds the device. */
  function inTurn<T>(device: 'reader' | 'printer', use: () => Promise<T>): Promise<T> {
    const result = lastUseOf[device].then(use);
    lastUseOf = { ...lastUseOf, [device]: result };
    return result;
  }

  // Counted in this process's own ticks: after a pause of this process itself, waiting pings are read before the next tick.
  const heartbeat = setInterval(() => {
    if (status.host !== 'up') return;
    unansweredPings += 1;
    if (unansweredPings * deadlines.heartbeat > deadlines.silence) lose(child, 'silent');
  }, deadlines.heartbeat);

  start();
  return {
    status: () => status,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    readChip: (request) => inTurn('reader', () => call('readChip', (id) => ({ type: 'readChip', id, request }))),
    printerStatus: () => call('printerStatus', (id) => ({ type: 'printerStatus', id, request: {} })),
    print: (request) => inTurn('printer', () => call('print', (id) => ({ type: 'print', id, request }))),
    async close() {
      closed = true;
      clearInterval(heartbeat);
      clearTimeout(startTimer);
      const last = child;
      for (const call of [...calls.values()]) call.lose('DEVICE_LOST');
      if (last?.exitCode !== null || last.signalCode !== null) return;
      const exited = once(last, 'exit');
      last.disconnect();
      const kill = setTimeout(() => last.kill('SIGKILL'), deadlines.close);
      await exited;
      clearTimeout(kill);
    },
  };
}

/** Nothing of the kiosk's own environment: the process that reads strangers' cards knows no secret. */
function childEnvironment(config: DeviceConfig): NodeJS.ProcessEnv {
  const { TZ, LANG } = process.env;
  const socket = config.reader.kind === 'pcsc' ? config.reader.socket : undefined;
  return {
    ...(TZ !== undefined && { TZ }),
    ...(LANG !== undefined && { LANG }),
    ...(socket !== undefined && { PCSCLITE_CSOCK_NAME: socket }),
  };
}
