import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from '../../src/contract/zod.ts';

/** A line that a process of the product says about itself; more fields than `event` may stand on it. */
const eventSchema = z.looseObject({ event: z.string() });
export type ProcessEvent = z.infer<typeof eventSchema>;

interface ProcessOptions {
  name: string;
  command: readonly string[];
  /** Everything it prints is kept there. */
  logFile: string;
  environment?: Readonly<Record<string, string>>;
}

export interface RunningProcess {
  /** The next such event. @throws where the process ends first, or `deadline` milliseconds pass */
  next(name: string, deadline: number): Promise<ProcessEvent>;
  onEvent(listener: (event: ProcessEvent) => void): void;
  /** One line to its standard input. */
  tell(line: string): void;
  /** Why it ended, in words; never rejects. */
  ended: Promise<string>;
  close(): Promise<void>;
}

const stopWithin = 3_000;
const lastLinesWithin = 300;
const tailLines = 12;

/**
 * A child that cannot outlive this process: the kernel kills it with its parent (prctl PR_SET_PDEATHSIG, by way of
 * setpriv of util-linux), which holds even where this process is killed with SIGKILL and can do nothing itself.
 */
export function startProcess(options: ProcessOptions): RunningProcess {
  const { name, command, logFile, environment } = options;
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
    env: { ...process.env, ...environment },
    stdio: 'pipe',
  });
  const log = createWriteStream(logFile, { flags: 'a' });
  const listeners = new Set<(event: ProcessEvent) => void>();
  const tail: string[] = [];

  function keep(line: string): void {
    log.write(`${line}\n`);
    tail.push(line);
    if (tail.length > tailLines) tail.shift();
  }
  // Its end is told by `ended`.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stderr }).on('line', keep);
  createInterface({ input: child.stdout }).on('line', (line) => {
    keep(line);
    const event = parseEvent(line);
    if (!event) return;
    for (const listener of [...listeners]) listener(event);
  });

  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`${name}: ${error.message}`));
    child.on('exit', (code, signal) => {
      // Its last lines; a child of its own may hold the pipes open for longer.
      void Promise.race([once(child, 'close'), delay(lastLinesWithin, undefined, { ref: false })]).then(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        log.end();
        resolve(`${name}: ${signal ?? `exit ${code}`}\n${tail.join('\n')}`);
      });
    });
  });

  return {
    ended,
    onEvent: (listener) => void listeners.add(listener),
    tell: (line) => void child.stdin.write(`${line}\n`),
    next: (wanted, deadline) =>
      new Promise((resolve, reject) => {
        const check = (event: ProcessEvent) => {
          if (event.event !== wanted) return;
          clearTimeout(timer);
          listeners.delete(check);
          resolve(event);
        };
        const timer = setTimeout(() => {
          reject(new Error(`${name} did not say "${wanted}" within ${deadline} ms\n${tail.join('\n')}`));
        }, deadline);
        void ended.then((reason) => {
          clearTimeout(timer);
          reject(new Error(reason));
        });
        listeners.add(check);
      }),
    async close() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const stubborn = new AbortController();
      const killer = delay(stopWithin, undefined, { signal: stubborn.signal }).then(
        () => child.kill('SIGKILL'),
        () => undefined,
      );
      await ended;
      stubborn.abort();
      await killer;
    },
  };
}

function parseEvent(line: string): ProcessEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return eventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
