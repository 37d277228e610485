import type { Stop } from '../../ports.ts';
import { failed, ok, unreachable } from '../../../src/contract/result.ts';
import type { Result } from '../../../src/contract/result.ts';
import { startChipBench, startDirectChipBench } from '../chip/bench.ts';
import type { ChipBench } from '../chip/bench.ts';
import { citizenCardQr, people } from '../people.ts';
import type { PersonId, SyntheticPerson } from '../people.ts';
import { startPrinterEmulator } from '../printer/emulator.ts';
import type { PrintedPaper } from '../printer/emulator.ts';
import { startScannerSimulator } from '../scanner/index.ts';
import type { BenchCommand, PortalMode } from './commands.ts';

/** `pcsc`: cards in a virtual reader of a real, private pcscd. `direct`: in pcscd's place. `none`: a real reader is used. */
export type BenchReader = 'pcsc' | 'direct' | 'none';

export interface BenchOptions {
  /** An existing directory with a short name: it holds sockets and device links. */
  runDirectory: string;
  /** As made by drivers/simulated/cards. */
  cardsDirectory: string;
  reader: BenchReader;
  portal: { setMode(mode: PortalMode): void };
}

interface BenchState {
  reader: BenchReader;
  card: PersonId | 'foreign' | null;
  pcscd: 'up' | 'down';
  scanner: 'plugged' | 'unplugged';
  paper: 'ok' | 'low' | 'out';
  cover: 'open' | 'closed';
  portal: PortalMode;
  /** How many papers came out so far. */
  papers: number;
}

/** Without a socket: the system's own pcscd. */
type ReaderAddress = { kind: 'pcsc'; socket?: string } | { kind: 'simulated'; socket: string };

/** Every simulated device of one kiosk, and the hands that use them. */
export interface Bench {
  /** Where the kiosk finds them. */
  devices: { reader: ReaderAddress; scannerPath: string; printerPort: number };
  /** `COMMAND_INVALID` where no such part is simulated. */
  obey(command: BenchCommand): Promise<Result>;
  state(): BenchState;
  watch(listener: () => void): Stop;
  papers(): PrintedPaper[];
  close(): Promise<void>;
}

const personOf = (id: PersonId): SyntheticPerson => {
  const person = people.find((candidate) => candidate.id === id);
  if (!person) throw new Error(`no such person: ${id}`);
  return person;
};

/** A code that belongs to something else: what a payment terminal would show. */
const foreignCode = '00020101021138540010A00000072701240006970436011010000000000208QRIBFTTA53037045802VN6304ABCD';

const payloads: Record<'citizen-card' | 'licence' | 'foreign', (person: SyntheticPerson) => string> = {
  'citizen-card': citizenCardQr,
  licence: (person) => person.licenceNumber,
  foreign: () => foreignCode,
};

interface SimulatedReader {
  address: ReaderAddress;
  hand: Pick<ChipBench, 'insert' | 'remove' | 'pullAfter' | 'mute' | 'close'>;
  /** Absent where no pcscd stands between. */
  daemon?: Pick<ChipBench, 'killPcscd' | 'startPcscd'>;
}

async function startReader({
  reader,
  cardsDirectory,
  runDirectory,
}: BenchOptions): Promise<SimulatedReader | undefined> {
  if (reader === 'none') return undefined;
  if (reader === 'direct') {
    const chip = await startDirectChipBench({ cardsDirectory, runDirectory });
    return { address: { kind: 'simulated', socket: chip.socket }, hand: chip };
  }
  const chip = await startChipBench({ cardsDirectory, runDirectory });
  return { address: { kind: 'pcsc', socket: chip.pcscSocket }, hand: chip, daemon: chip };
}

/** @throws ChipBenchRefused where this machine does not allow the reader asked for */
export async function startBench(options: BenchOptions): Promise<Bench> {
  const { reader, runDirectory, portal } = options;
  const simulated = await startReader(options);
  const hand = simulated?.hand;
  const daemon = simulated?.daemon;
  const [scanner, printer] = await Promise.all([startScannerSimulator({ runDirectory }), startPrinterEmulator()]);

  const state: BenchState = {
    reader,
    card: null,
    pcscd: daemon ? 'up' : 'down',
    scanner: 'plugged',
    paper: 'ok',
    cover: 'closed',
    portal: 'up',
    papers: 0,
  };
  const listeners = new Set<() => void>();
  function change(next: Partial<BenchState>): Result {
    Object.assign(state, next);
    for (const listener of listeners) listener();
    return ok(undefined);
  }
  printer.onPaper(() => change({ papers: state.papers + 1 }));

  async function obey(command: BenchCommand): Promise<Result> {
    switch (command.type) {
      case 'insert-card':
        if (!hand) return failed('COMMAND_INVALID');
        await hand.insert(command.person);
        return change({ card: command.person });
      case 'insert-foreign-card':
        if (!hand) return failed('COMMAND_INVALID');
        await hand.insert('foreign');
        return change({ card: 'foreign' });
      case 'remove-card':
        if (!hand) return failed('COMMAND_INVALID');
        await hand.remove();
        return change({ card: null });
      case 'pull-card-after':
        if (!hand) return failed('COMMAND_INVALID');
        await hand.pullAfter(command.apdus);
        return ok(undefined);
      case 'mute-card':
        if (!hand) return failed('COMMAND_INVALID');
        await hand.mute(command.on);
        return ok(undefined);
      case 'kill-pcscd':
        if (!daemon) return failed('COMMAND_INVALID');
        await daemon.killPcscd('SIGKILL');
        return change({ pcscd: 'down' });
      case 'start-pcscd':
        if (!daemon) return failed('COMMAND_INVALID');
        await daemon.startPcscd();
        return change({ pcscd: 'up' });
      case 'scan':
        if (state.scanner === 'unplugged') return failed('COMMAND_INVALID');
        await scanner.scan(payloads[command.what](personOf(command.person)));
        return ok(undefined);
      case 'unplug-scanner':
        await scanner.unplug();
        return change({ scanner: 'unplugged' });
      case 'replug-scanner':
        await scanner.replug();
        return change({ scanner: 'plugged' });
      case 'paper':
        printer.setPaper(command.state);
        return change({ paper: command.state });
      case 'cover':
        printer.setCover(command.open);
        return change({ cover: command.open ? 'open' : 'closed' });
      case 'tear-paper':
        printer.tearAfterBytes(command.afterBytes);
        return ok(undefined);
      case 'stall-printer':
        printer.stallAfterBytes(command.afterBytes);
        return ok(undefined);
      case 'power-cycle-printer':
        printer.powerCycle();
        return ok(undefined);
      case 'portal':
        portal.setMode(command.mode);
        return change({ portal: command.mode });
      default:
        return unreachable(command);
    }
  }

  // One hand: what it does next waits for what it does now.
  let busy: Promise<unknown> = Promise.resolve();
  return {
    devices: {
      reader: simulated?.address ?? { kind: 'pcsc' },
      scannerPath: scanner.path,
      printerPort: printer.port,
    },
    obey(command) {
      const turn = busy.then(() => obey(command));
      busy = turn.catch(() => undefined);
      return turn;
    },
    state: () => ({ ...state }),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    papers: () => printer.papers(),
    async close() {
      await Promise.allSettled([scanner.close(), printer.close(), hand?.close()]);
    },
  };
}
