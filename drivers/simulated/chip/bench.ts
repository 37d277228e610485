import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { type Socket, connect } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type DirectChipBench, serveDirectly } from './direct.ts';
import { type Slot, type Steering, steeringAnswerSchema } from './steering.ts';
import { makeUsbDriver, usbMounts } from './usb-bus.ts';

export type { DirectChipBench } from './direct.ts';

/**
 * A real pcscd of our own, with the simulated chip in its virtual reader. Changes are seen by readers within 0.4 s, in which
 * pcscd polls. The reader has two slots, which PC/SC shows as two readers; 0 where none is named.
 */
export interface ChipBench {
  /** For PCSCLITE_CSOCK_NAME of those who shall see this pcscd. */
  pcscSocket: string;
  /** Lays down `ID.json` of the cards' folder, in place of the card that lies there. */
  insert(cardId: string, slot?: Slot): Promise<void>;
  /** Lays down a card that does not answer to reset: SCARD_STATE_MUTE. */
  insertUnresponsive(slot?: Slot): Promise<void>;
  /** Lays down a card that gives these answers in turn, whatever it is asked. */
  replay(answers: readonly Uint8Array[], slot?: Slot): Promise<void>;
  remove(slot?: Slot): Promise<void>;
  /** The card leaves at the n-th APDU from now, which it does not answer. */
  pullAfter(apdus: number, slot?: Slot): Promise<void>;
  /** The card gives its n-th answer from now, and before the next command another card lies in its place. */
  swapAfter(answers: number, cardId: string, slot?: Slot): Promise<void>;
  /** A mute card lies there and answers nothing. */
  mute(on: boolean, slot?: Slot): Promise<void>;
  /** The card stays where it lies. Returns once pcscd has ended, where the signal ends it. */
  killPcscd(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  /** Returns once it listens. */
  startPcscd(): Promise<void>;
  /** The reader's cable, where the bench was started with `usb`. pcscd takes up to 0.4 s to let a reader go. */
  plugReader(): Promise<void>;
  unplugReader(): Promise<void>;
  close(): Promise<void>;
}

export interface ChipBenchOptions {
  /** As made by `makeCards`. */
  cardsDirectory: string;
  /** An existing folder with a short name outside /run, for sockets. */
  runDirectory: string;
}

/** This machine does not let us have a pcscd of our own; the message says which step it refused. */
export class ChipBenchRefused extends Error {
  override readonly name = 'ChipBenchRefused';
}

const namespaces = [
  ['--mount', '--net'],
  ['--user', '--map-root-user', '--mount', '--net'],
];

// vpcd writes length and data apart: without quick acknowledgements each APDU waits 40 ms for Nagle's algorithm.
const script = (mounts: string) => `
refuse() { echo "$1" >&2; exit 1; }
${mounts}
ip link set lo up || refuse 'no loopback: is iproute2 installed?'
ip route replace local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 quickack 1 || refuse 'no route with quickack'
[ -d /run/pcscd ] || { mount -t tmpfs tmpfs /run && mkdir /run/pcscd; } || refuse 'no /run/pcscd'
mount --bind "$1" /run/pcscd || refuse 'no bind mount'
exec "$2" "$3" "$4" "$5"
`;

/**
 * Starts pcscd and the chip in namespaces of their own; nothing of them is seen outside but two sockets in `runDirectory`.
 * Needs root or user namespaces, and pcscd, vsmartcard-vpcd and iproute2. Everything ends with this process.
 * @param options `usb`: the reader hangs on a cable, plugged in at first; needs gcc and perl besides
 * @throws ChipBenchRefused
 */
export async function startChipBench({
  cardsDirectory,
  runDirectory,
  usb = false,
}: ChipBenchOptions & { usb?: boolean }): Promise<ChipBench> {
  const directory = checkedDirectory(runDirectory);
  await rm(join(directory, 'chip.sock'), { force: true });
  const tree = await startTree(directory, resolve(cardsDirectory), usb);
  const socket = connect(join(directory, 'chip.sock'));
  await once(socket, 'connect');
  const steer = createSteering(socket);
  return {
    pcscSocket: join(directory, 'pcscd.comm'),
    insert: (insert, slot = 0) => steer({ slot, insert }),
    insertUnresponsive: (slot = 0) => steer({ slot, insertUnresponsive: true }),
    replay: (answers, slot = 0) =>
      steer({ slot, replay: answers.map((answer) => Buffer.from(answer).toString('base64')) }),
    remove: (slot = 0) => steer({ slot, remove: true }),
    pullAfter: (pullAfter, slot = 0) => steer({ slot, pullAfter }),
    swapAfter: (swapAfter, next, slot = 0) => steer({ slot, swapAfter, next }),
    mute: (mute, slot = 0) => steer({ slot, mute }),
    killPcscd: (killPcscd) => steer({ killPcscd }),
    startPcscd: () => steer({ startPcscd: true }),
    plugReader: () => steer({ usb: 'plug' }),
    unplugReader: () => steer({ usb: 'unplug' }),
    async close() {
      socket.destroy();
      await endTree(tree);
    },
  };
}

/** The same chip without PC/SC, for `openDirectReader`. */
export function startDirectChipBench({ cardsDirectory, runDirectory }: ChipBenchOptions): Promise<DirectChipBench> {
  return serveDirectly(resolve(cardsDirectory), join(checkedDirectory(runDirectory), 'chip-direct.sock'));
}

/** The kernel takes socket paths of at most 107 bytes. */
function checkedDirectory(runDirectory: string): string {
  const directory = resolve(runDirectory);
  if (Buffer.byteLength(join(directory, 'chip-direct.sock')) > 107)
    throw new ChipBenchRefused('the run directory has too long a name');
  if (`${directory}/`.startsWith('/run/')) throw new ChipBenchRefused('the run directory must not lie in /run');
  return directory;
}

async function startTree(directory: string, cardsDirectory: string, usb: boolean): Promise<ChildProcess> {
  const supervisor = fileURLToPath(new URL('./supervisor.ts', import.meta.url));
  const inside = ['--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const mounts = usb ? usbMounts(makeUsbDriver(directory)) : '';
  const reader = usb ? 'usb' : 'built-in';
  const command = ['sh', '-c', script(mounts), 'sh', directory, process.execPath, supervisor, cardsDirectory, reader];
  // A group of its own, so that Ctrl-C reaches only us: we end it, by SIGKILL, the one signal that unshare heeds.
  const tree = spawn('unshare', [...(await permitted()), ...inside, ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });

  let complaints = '';
  tree.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-2_000)));
  const ready = once(createInterface(tree.stdout), 'line').then(() => true);
  const ended = once(tree, 'close').then(() => false);
  if (await Promise.race([ready, ended])) return tree;
  throw new ChipBenchRefused(`no pcscd of our own: ${complaints.trim()}`);
}

/** The namespaces that this user may have. */
async function permitted(): Promise<string[]> {
  let refusal = '';
  for (const flags of namespaces) {
    try {
      await promisify(execFile)('unshare', [...flags, 'true']);
      return flags;
    } catch (error) {
      refusal = error instanceof Error ? error.message : '';
    }
  }
  throw new ChipBenchRefused(`no namespaces: ${refusal}`);
}

async function endTree(tree: ChildProcess): Promise<void> {
  if (tree.exitCode !== null || tree.signalCode !== null) return;
  const exit = once(tree, 'exit');
  tree.kill('SIGKILL');
  await exit;
}

function createSteering(socket: Socket): (steering: Steering) => Promise<void> {
  const waiting: ((line: string | undefined) => void)[] = [];
  createInterface(socket).on('line', (line) => waiting.shift()?.(line));
  socket.on('error', () => undefined);
  socket.on('close', () => waiting.splice(0).forEach((settle) => settle(undefined)));
  return async (steering) => {
    if (socket.destroyed) throw new Error('the chip bench has ended');
    const line = await new Promise<string | undefined>((settle) => {
      waiting.push(settle);
      socket.write(`${JSON.stringify(steering)}\n`);
    });
    if (line === undefined) throw new Error('the chip bench has ended');
    const { error } = steeringAnswerSchema.parse(JSON.parse(line));
    if (error !== undefined) throw new Error(error);
  };
}
