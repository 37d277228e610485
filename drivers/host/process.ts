import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { channelDescriptor, longestMessage, openChannel } from './channel.ts';
import type { DeviceConfig } from './config.ts';
import type { Deadlines } from './deadlines.ts';
import { fromHostSchema, type FromHost, type ToHostMessage } from './protocol.ts';

/** Why a process was given up; see the ladder. */
export type HostLoss = 'host-exit' | 'host-late' | 'host-silent' | 'host-garbled';

/** One process of the device host, as its parent sees it. */
export interface HostProcess {
  readonly pid: number;
  send(message: ToHostMessage): void;
  /** SIGKILL. It is not heard of again. */
  kill(): void;
  /** Lets it end by itself, within `deadlines.close`. Returns once it is gone. */
  close(): Promise<void>;
}

/** What a process of the device host runs, and which devices it is for. */
export interface HostProgram {
  /** Its module. */
  entry: string | URL;
  /** Node 24; under Electron the running executable is not. */
  execPath?: string;
  config: DeviceConfig;
}

/** Messages between two pings. A reading tells its progress some hundred times. */
const mostMessages = 10_000;
/** Bytes of them. */
const mostBytes = 2 * longestMessage;

/**
 * Starts a process, and says `lost` once where it ends, is late, falls silent, or sends what it should not; it has been killed
 * then. After `kill` and `close` nothing is said.
 */
export function startHostProcess(
  { entry, execPath = process.execPath, config }: HostProgram,
  deadlines: Deadlines,
  receive: (message: FromHost) => void,
  lost: (loss: HostLoss) => void,
): HostProcess {
  const child = spawn(execPath, [entry instanceof URL ? fileURLToPath(entry) : entry], {
    env: environment(config),
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  // Absent where the operating system gave no process, which the error says.
  const pipe = (child.stdio as typeof child.stdio | undefined)?.[channelDescriptor];
  let over = false;
  let unanswered: number | undefined;
  let messages = 0;
  let bytes = 0;

  const parentEnd = pipe instanceof Duplex ? pipe : undefined;
  // Before the channel, which would parse them.
  parentEnd?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) lose('host-garbled');
  });
  const send = parentEnd ? openChannel(parentEnd, hear, () => lose('host-garbled')) : () => undefined;
  child.on('error', () => lose('host-exit'));
  // Not `exit`: what it said last is read first.
  child.on('close', () => lose('host-exit'));
  const late = setTimeout(() => lose('host-late'), deadlines.start);
  // Counted in this process's own ticks: after a pause of this process itself, waiting pings are read before the next tick.
  const heartbeat = setInterval(() => {
    messages = 0;
    bytes = 0;
    if (unanswered === undefined) return;
    unanswered += 1;
    if (unanswered * deadlines.heartbeat > deadlines.silence) lose('host-silent');
  }, deadlines.heartbeat);

  function hear(raw: unknown): void {
    if (over) return;
    const message = fromHostSchema.safeParse(raw).data;
    messages += 1;
    if (message === undefined || messages > mostMessages) {
      lose('host-garbled');
      return;
    }
    unanswered = 0;
    if (message.type === 'status') clearTimeout(late);
    if (message.type !== 'ping') receive(message);
  }

  function finish(): void {
    over = true;
    clearTimeout(late);
    clearInterval(heartbeat);
    parentEnd?.destroy();
  }

  function kill(): void {
    finish();
    child.kill('SIGKILL');
  }

  function lose(loss: HostLoss): void {
    if (over) return;
    kill();
    lost(loss);
  }

  return {
    pid: child.pid ?? 0,
    send,
    kill,
    async close() {
      finish();
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      const patience = setTimeout(() => child.kill('SIGKILL'), deadlines.close);
      await exited;
      clearTimeout(patience);
    },
  };
}

/** Nothing of the kiosk's own environment: the process that reads strangers' cards knows no secret. */
function environment(config: DeviceConfig): NodeJS.ProcessEnv {
  const { TZ, LANG, NODE_COMPILE_CACHE } = process.env;
  const socket = config.reader.kind === 'pcsc' ? config.reader.socket : undefined;
  return {
    ...(TZ !== undefined && { TZ }),
    ...(LANG !== undefined && { LANG }),
    ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
    ...(socket !== undefined && { PCSCLITE_CSOCK_NAME: socket }),
  };
}
