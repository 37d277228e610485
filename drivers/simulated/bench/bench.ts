import type { Stop } from '../../ports.ts';
import { failed, ok, unreachable } from '../../../src/contract/result.ts';
import type { Result } from '../../../src/contract/result.ts';
import { passportMrzOf } from '../cards/files.ts';
import { citizenCardQr, insuranceCardQr, people, traveller } from '../people.ts';
import type { PersonId, SyntheticPerson } from '../people.ts';
import type { PrintedPaper, PrinterHands } from '../printer/emulator.ts';
import type { BenchCommand, OtherCard, PortalMode } from './commands.ts';
import { startPrinter } from './printer.ts';
import type { PrinterCondition } from './printer.ts';
import { startReader } from './reader.ts';
import type { BenchReader, ReaderAddress, SimulatedReader } from './reader.ts';
import { startScanner } from './scanner.ts';
import type { BenchScanner, ScannerAddress } from './scanner.ts';

export type { BenchReader } from './reader.ts';
export type { BenchScanner } from './scanner.ts';

export interface BenchOptions {
  /** An existing directory with a short name: it holds sockets and device links. */
  runDirectory: string;
  /** As made by drivers/simulated/cards. */
  cardsDirectory: string;
  reader: BenchReader;
  /** `serial` where absent. */
  scanner?: BenchScanner;
  portal: { setMode(mode: PortalMode): void };
}

/** What lies on a reader. */
type LaidCard = PersonId | OtherCard | 'unresponsive' | null;

/** Everything that a command may change, as it stands. */
export interface BenchState extends PrinterCondition {
  reader: BenchReader;
  card: LaidCard;
  /** On the second reader that pcscd shows. */
  secondCard: LaidCard;
  pcscd: 'up' | 'frozen' | 'down';
  scanner: 'plugged' | 'unplugged';
  scannerKind: BenchScanner;
  portal: PortalMode;
  /** How many papers came out so far. */
  papers: number;
}

/** Every simulated device of one kiosk, and the hands that use them. */
export interface Bench {
  /** Where the kiosk finds them. With a `nodeExecutable` its device host must run in that one to see the scanner. */
  devices: { reader: ReaderAddress; scanner: ScannerAddress; nodeExecutable?: string; printerPort: number };
  /** `COMMAND_INVALID` where no such part is simulated, or the scanner is unplugged. */
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

/** Nothing is public about what VNeID shows: to a scanner it is a code of no known kind. */
const vneidCode = 'eyJhbGciOiJFUzI1NiJ9.OTkwMDAwMDAwMDAw.c3ludGhldGlj';

type Scannable = Extract<BenchCommand, { type: 'scan' }>['what'];
const payloads: Record<Scannable, (person: SyntheticPerson) => string> = {
  'citizen-card': citizenCardQr,
  'insurance-card': insuranceCardQr,
  // Whose passport it is depends on the card that is laid down beside it: there is one.
  passport: () => passportMrzOf(traveller),
  vneid: () => vneidCode,
  licence: (person) => person.licenceNumber,
  foreign: () => foreignCode,
};

type Hand = SimulatedReader['hand'];
type Pcsc = NonNullable<SimulatedReader['pcsc']>;

/** @throws ChipBenchRefused where this machine does not allow the reader asked for */
export async function startBench(options: BenchOptions): Promise<Bench> {
  const { reader, runDirectory, portal, scanner: scannerKind = 'serial' } = options;
  const simulated = await startReader(reader, options);
  const state: BenchState = {
    reader,
    card: null,
    secondCard: null,
    pcscd: simulated?.pcsc ? 'up' : 'down',
    scanner: 'plugged',
    scannerKind,
    printer: 'epson',
    speed: 'quick',
    paper: 'ok',
    cover: 'closed',
    cutter: 'ok',
    head: 'cool',
    portal: 'up',
    papers: 0,
  };
  const [scanner, printer] = await Promise.all([
    startScanner(scannerKind, runDirectory),
    startPrinter(state, () => change({ papers: state.papers + 1 })),
  ]);

  const listeners = new Set<() => void>();
  function change(next: Partial<BenchState>): Result {
    Object.assign(state, next);
    for (const listener of listeners) listener();
    return ok(undefined);
  }

  /** Lays, moves or lifts a card. @param laid what lies there afterwards, where that is known */
  async function onReader(slot: 0 | 1 | undefined, act: (hand: Hand) => Promise<void>, laid?: LaidCard) {
    if (!simulated || (slot === 1 && !simulated.pcsc)) return failed('COMMAND_INVALID');
    await act(simulated.hand);
    if (laid === undefined) return ok(undefined);
    return change(slot === 1 ? { secondCard: laid } : { card: laid });
  }
  async function onPcscd(act: (pcsc: Pcsc) => Promise<void>, next: Pick<BenchState, 'pcscd'>) {
    if (!simulated?.pcsc) return failed('COMMAND_INVALID');
    await act(simulated.pcsc);
    return change(next);
  }
  async function scan(text: string) {
    if (state.scanner === 'unplugged') return failed('COMMAND_INVALID');
    await scanner.hand.scan(text);
    return ok(undefined);
  }
  async function exchangePrinter(next: Partial<PrinterCondition>) {
    await printer.exchange({ ...state, ...next });
    return change(next);
  }
  function onPrinter(act: (hands: PrinterHands) => void, next: Partial<PrinterCondition> = {}) {
    act(printer.hands());
    return change(next);
  }

  async function obey(command: BenchCommand): Promise<Result> {
    switch (command.type) {
      case 'insert-card': {
        const { person, slot } = command;
        return onReader(slot, (hand) => hand.insert(person, slot), person);
      }
      case 'insert-other-card': {
        const { card, slot } = command;
        return onReader(slot, (hand) => hand.insert(card, slot), card);
      }
      case 'insert-unresponsive-card': {
        const { slot } = command;
        const pcsc = simulated?.pcsc;
        return pcsc ? onReader(slot, () => pcsc.insertUnresponsive(slot), 'unresponsive') : failed('COMMAND_INVALID');
      }
      case 'remove-card':
        return onReader(command.slot, (hand) => hand.remove(command.slot), null);
      case 'pull-card-after':
        return onReader(command.slot, (hand) => hand.pullAfter(command.apdus, command.slot));
      case 'swap-card-after': {
        const { answers, person, slot } = command;
        const pcsc = simulated?.pcsc;
        return pcsc ? onReader(slot, () => pcsc.swapAfter(answers, person, slot)) : failed('COMMAND_INVALID');
      }
      case 'mute-card':
        return onReader(command.slot, (hand) => hand.mute(command.on, command.slot));
      case 'kill-pcscd':
        return onPcscd((pcsc) => pcsc.killPcscd('SIGKILL'), { pcscd: 'down' });
      case 'start-pcscd':
        return onPcscd((pcsc) => pcsc.startPcscd(), { pcscd: 'up' });
      case 'freeze-pcscd':
        return onPcscd((pcsc) => pcsc.killPcscd(command.on ? 'SIGSTOP' : 'SIGCONT'), {
          pcscd: command.on ? 'frozen' : 'up',
        });
      case 'scan':
        return scan(payloads[command.what](personOf(command.person)));
      case 'scan-text':
        return scan(command.text);
      case 'unplug-scanner':
        await scanner.hand.unplug();
        return change({ scanner: 'unplugged' });
      case 'replug-scanner':
        await scanner.hand.replug();
        return change({ scanner: 'plugged' });
      case 'exchange-printer':
        return exchangePrinter({ printer: command.model });
      case 'paper-speed':
        return exchangePrinter({ speed: command.speed });
      case 'paper':
        return onPrinter((hands) => hands.setPaper(command.state), { paper: command.state });
      case 'cover':
        return onPrinter((hands) => hands.setCover(command.open), { cover: command.open ? 'open' : 'closed' });
      case 'cutter':
        return onPrinter((hands) => hands.setCutter(command.state), { cutter: command.state });
      case 'head':
        return onPrinter((hands) => hands.setHead(command.state), { head: command.state });
      case 'tear-paper':
        return onPrinter((hands) => hands.tearAfterBytes(command.afterBytes));
      case 'stall-printer':
        return onPrinter((hands) => hands.stallAfterBytes(command.afterBytes));
      case 'resume-printer':
        return onPrinter((hands) => hands.resume());
      case 'power-cycle-printer':
        return onPrinter((hands) => hands.powerCycle());
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
      scanner: scanner.address,
      ...(scanner.nodeExecutable !== undefined && { nodeExecutable: scanner.nodeExecutable }),
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
      await Promise.allSettled([scanner.hand.close(), printer.close(), simulated?.hand.close()]);
    },
  };
}
