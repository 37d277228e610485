import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { CardSlot } from './slot.ts';
import { type Steering, type SteeringAnswer, steeringSchema } from './steering.ts';
import { noReaderConf, plug, unplug } from './usb-bus.ts';
import { plugIntoVpcd, vpcdPort } from './vpcd.ts';

// Runs as the first process of namespaces of its own (see bench.ts): pcscd's socket path and vpcd's ports are fixed there.
const pcscdDirectory = '/run/pcscd';
/** Not on the path of ordinary users. */
const pcscdProgram = '/usr/sbin/pcscd';
const pcscdSocket = `${pcscdDirectory}/pcscd.comm`;
const startMs = 5_000;

const [, , cardsDirectory = '.', reader = 'built-in'] = process.argv;
const onUsb = reader === 'usb';
const slots = [new CardSlot(cardsDirectory), new CardSlot(cardsDirectory)] as const;
let pcscd: ChildProcess | undefined;

const running = () => (pcscd?.exitCode === null && pcscd.signalCode === null ? pcscd : undefined);

async function startPcscd(): Promise<void> {
  if (running()) return;
  rmSync(pcscdSocket, { force: true });
  const readers = onUsb ? ['--config', noReaderConf] : [];
  const started = spawn(pcscdProgram, ['--foreground', ...readers], { stdio: ['ignore', 'ignore', 'inherit'] });
  pcscd = started;
  let failure: unknown;
  started.on('error', (error) => (failure = error));
  for (let waited = 0; !existsSync(pcscdSocket); waited += 5) {
    if (failure instanceof Error) throw failure;
    if (started.exitCode !== null || waited > startMs) throw new Error('pcscd did not start');
    await pause(5);
  }
}

async function killPcscd(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  const child = running();
  if (!child) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  if (signal === 'SIGKILL' || signal === 'SIGTERM') await exit;
}

async function useUsb(action: 'plug' | 'unplug'): Promise<void> {
  if (!onUsb) throw new Error('this reader is built in');
  await (action === 'plug' ? plug() : unplug());
}

async function obey(steering: Steering): Promise<void> {
  if ('slot' in steering) await lay(slots[steering.slot], steering);
  else if ('killPcscd' in steering) await killPcscd(steering.killPcscd);
  else if ('usb' in steering) await useUsb(steering.usb);
  else await startPcscd();
}

async function lay(slot: CardSlot, steering: Extract<Steering, { slot: unknown }>): Promise<void> {
  if ('insert' in steering) await slot.insert(steering.insert);
  else if ('insertUnresponsive' in steering) slot.insertUnresponsive();
  else if ('replay' in steering) slot.replay(steering.replay.map((answer) => Buffer.from(answer, 'base64')));
  else if ('remove' in steering) slot.remove();
  else if ('pullAfter' in steering) slot.pullAfter(steering.pullAfter);
  else if ('swapAfter' in steering) await slot.swapAfter(steering.swapAfter, steering.next);
  else slot.mute(steering.mute);
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

slots.forEach((slot, index) => plugIntoVpcd(slot, vpcdPort + index));
if (onUsb) await plug();
await startPcscd();
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  let last = Promise.resolve();
  createInterface(socket).on('line', (line) => {
    last = last.then(async () => void socket.write(`${JSON.stringify(await answer(line))}\n`));
  });
});
server.listen(`${pcscdDirectory}/chip.sock`, () => process.stdout.write('ready\n'));
