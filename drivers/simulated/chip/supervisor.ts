import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { CardSlot } from './slot.ts';
import { type Steering, type SteeringAnswer, steeringSchema } from './steering.ts';
import { plugIntoVpcd } from './vpcd.ts';

// Runs as the first process of namespaces of its own (see bench.ts): pcscd's socket path and vpcd's ports are fixed there.
const pcscdDirectory = '/run/pcscd';
/** Not on the path of ordinary users. */
const pcscdProgram = '/usr/sbin/pcscd';
const pcscdSocket = `${pcscdDirectory}/pcscd.comm`;
const startMs = 5_000;

const slot = new CardSlot(process.argv[2] ?? '.');
let pcscd: ChildProcess | undefined;

const running = () => (pcscd?.exitCode === null && pcscd.signalCode === null ? pcscd : undefined);

async function startPcscd(): Promise<void> {
  if (running()) return;
  rmSync(pcscdSocket, { force: true });
  const started = spawn(pcscdProgram, ['--foreground'], { stdio: ['ignore', 'ignore', 'inherit'] });
  pcscd = started;
  let failure: unknown;
  started.on('error', (error) => (failure = error));
  for (let waited = 0; !existsSync(pcscdSocket); waited += 5) {
    if (failure instanceof Error) throw failure;
    if (started.exitCode !== null || waited > startMs) throw new Error('pcscd did not start');
    await pause(5);
  }
}

async function killPcscd(signal: NodeJS.Signals): Promise<void> {
  const child = running();
  if (!child) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

async function obey(steering: Steering): Promise<void> {
  if ('insert' in steering) await slot.insert(steering.insert);
  else if ('replay' in steering) slot.replay(steering.replay.map((answer) => Buffer.from(answer, 'base64')));
  else if ('remove' in steering) slot.remove();
  else if ('pullAfter' in steering) slot.pullAfter(steering.pullAfter);
  else if ('mute' in steering) slot.mute(steering.mute);
  else if ('killPcscd' in steering) await killPcscd(steering.killPcscd);
  else await startPcscd();
}

async function answer(line: string): Promise<SteeringAnswer> {
  try {
    await obey(steeringSchema.parse(JSON.parse(line)));
    return {};
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'unknown' };
  }
}

// The starter holds the other end for as long as it lives.
process.stdin.on('close', () => process.exit()).resume();

plugIntoVpcd(slot);
await startPcscd();
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  let last = Promise.resolve();
  createInterface(socket).on('line', (line) => {
    last = last.then(async () => void socket.write(`${JSON.stringify(await answer(line))}\n`));
  });
});
server.listen(`${pcscdDirectory}/chip.sock`, () => process.stdout.write('ready\n'));
