import type { Clock } from '../../clock.ts';
import type { Stop } from '../../ports.ts';
import { commandReader, realTimeScanner } from './commands.ts';
import type { Command } from './commands.ts';
import { blankSheet } from './paper.ts';
import type { HeadDots, PrintedPaper } from './paper.ts';

/**
 * `epson` answers everything, and questions for its status even in the middle of a picture. `clone` does not know GS ( H.
 * `status-only` answers DLE EOT and nothing else. `liar` says that all is well and confirms at once, printed or not.
 */
export type PrinterProfile = 'epson' | 'clone' | 'status-only' | 'liar';

/** What may be done to a printer. Bytes are those of pictures, counted from now. */
export interface PrinterHands {
  setPaper(paper: 'ok' | 'low' | 'out'): void;
  setCover(open: boolean): void;
  /** `jams`: at the next cut. Whoever frees it has the cut carried out. */
  setCutter(cutter: 'ok' | 'jams'): void;
  /** A head that is too hot prints on when it has cooled. */
  setHead(head: 'cool' | 'hot'): void;
  /** The roll ends after so many bytes. */
  tearAfterBytes(count: number): void;
  /** The printer hangs after so many bytes: it reads and answers nothing more. */
  stallAfterBytes(count: number): void;
  /** A printer that hung goes on. */
  resume(): void;
  /** Power off and on: what was queued is gone, what was printed hangs from the printer. */
  powerCycle(): void;
  /** Rows of what hangs from the printer, printed and not cut off. */
  hanging(): number;
  /** The latest papers, oldest first. */
  papers(): PrintedPaper[];
  onPaper(listener: (paper: PrintedPaper) => void): Stop;
}

/** Whoever is connected to a printer. */
export interface PrinterClient {
  answer(bytes: Uint8Array): void;
  /** The printer takes no bytes for now; those that come all the same wait. */
  pause?(): void;
  resume?(): void;
  /** The printer was switched off. */
  hungUp(): void;
}

/** A printer to which any kind of line may lead. */
export interface PrinterEngine extends PrinterHands {
  /** Bytes of several connections follow one another as on one line, and a picture that one tore another goes on with. */
  connect(client: PrinterClient): { receive(bytes: Uint8Array): void; close(): void };
}

export interface PrinterEngineOptions {
  clock: Clock;
  /** 576 where absent. */
  head?: HeadDots;
  /** Milliseconds that a row takes to print; none where absent. 150 mm/s are 0.83. */
  rowTime?: number;
}

const papersKept = 100;

/**
 * A receipt printer without a line to it: it understands what it is sent, and draws what reaches the paper.
 *
 * Without paper, with the cover open or the cutter jammed it goes offline as real ones do: what is queued stays in its
 * buffer, DLE EOT is still answered at once, and printing goes on where it stopped as soon as it can, even when the sender
 * left long ago. What it says goes to whoever asked, or, where that one has left, to whoever is connected.
 */
export function createPrinterEngine(profile: PrinterProfile, options: PrinterEngineOptions): PrinterEngine {
  const { clock, head = 576, rowTime = 0 } = options;
  const sheet = blankSheet(head);
  const papers: PrintedPaper[] = [];
  const listeners = new Set<(paper: PrintedPaper) => void>();
  const clients = new Set<PrinterClient>();

  let paper: 'ok' | 'low' | 'out' = 'ok';
  let isCoverOpen = false;
  let cutter: 'ok' | 'jams' | 'jammed' = 'ok';
  let isHot = false;
  let isStalled = false;
  let isStatusAutomatic = false;
  let bytesToTear = Infinity;
  let bytesToStall = Infinity;

  /** Received and not worked off. */
  let buffer: { command: Command; bytes: Uint8Array; from: PrinterClient }[] = [];
  /** Not taken from the line yet. */
  let unread: { bytes: Uint8Array; from: PrinterClient }[] = [];
  let sender: PrinterClient | undefined;
  let read = commandReader(take);
  let realTime = realTimeScanner();
  /** When the row under way is printed (`clock.monotonic()`), and the timer for it. */
  let busyUntil = 0;
  let waiting: Stop | undefined;
  let isWorking = false;

  const isOnline = () => paper !== 'out' && !isCoverOpen && cutter !== 'jammed' && !isHot;

  /** Epson, "DLE EOT": bits 1 and 4 are always set. */
  function status(which: number): number {
    const out = paper === 'out';
    if (profile === 'liar') return 0x12;
    if (which === 1) return 0x12 | (isOnline() ? 0 : 0x08);
    if (which === 2)
      return 0x12 | (isCoverOpen ? 0x04 : 0) | (out ? 0x20 : 0) | (cutter === 'jammed' || isHot ? 0x40 : 0);
    if (which === 3) return 0x12 | (cutter === 'jammed' ? 0x08 : 0) | (isHot ? 0x40 : 0);
    return 0x12 | (paper === 'ok' ? 0 : 0x0c) | (out ? 0x60 : 0);
  }

  /** Epson, "GS a". */
  function automaticStatus(): Uint8Array {
    const sensors = { ok: 0, low: 0x03, out: 0x0f }[paper];
    const errors = (cutter === 'jammed' ? 0x08 : 0) | (isHot ? 0x40 : 0);
    return Uint8Array.of(0x10 | (isOnline() ? 0 : 0x08) | (isCoverOpen ? 0x20 : 0), errors, sensors, 0x0f);
  }

  function answer(from: PrinterClient, bytes: Uint8Array): void {
    const to = clients.has(from) ? from : [...clients].at(-1);
    to?.answer(bytes);
  }

  function receive(from: PrinterClient, bytes: Uint8Array): void {
    if (isStalled) {
      unread.push({ bytes: Uint8Array.from(bytes), from });
      return;
    }
    sender = from;
    if (profile === 'epson') for (const which of realTime(bytes)) answer(from, Uint8Array.of(status(which)));
    read(bytes);
    work();
  }

  function take(command: Command, bytes: Uint8Array): void {
    if (!sender) return;
    if (command.kind === 'status') {
      if (profile !== 'epson') answer(sender, Uint8Array.of(status(command.which)));
    } else if (profile === 'liar' && (command.kind === 'fence' || command.kind === 'process-id')) {
      carryOut(command, sender);
    } else buffer.push({ command, bytes, from: sender });
  }

  /** Works off the buffer for as long as the mechanism can. */
  function work(): void {
    if (isWorking) return;
    isWorking = true;
    waiting?.();
    waiting = undefined;
    let done = 0;
    for (const { command, bytes, from } of buffer) {
      const wait = busyUntil - clock.monotonic();
      if (wait > 0) waiting = clock.after(wait, work);
      if (wait > 0 || !isOnline() || isStalled || !canCarryOut(command)) break;
      done++;
      sheet.note(bytes);
      carryOut(command, from);
    }
    buffer = buffer.slice(done);
    isWorking = false;
  }

  /** Things that happen just before a command is carried out. */
  function canCarryOut(command: Command): boolean {
    if (command.kind === 'cut' && cutter === 'jams') {
      cutter = 'jammed';
      tell();
      return false;
    }
    if (command.kind !== 'row') return true;
    if (bytesToStall < command.dots.length) {
      isStalled = true;
      for (const client of clients) client.pause?.();
      return false;
    }
    if (bytesToTear < command.dots.length) {
      bytesToTear = Infinity;
      paper = 'out';
      tearOff(false);
      tell();
      return false;
    }
    bytesToTear -= command.dots.length;
    bytesToStall -= command.dots.length;
    return true;
  }

  function carryOut(command: Command, from: PrinterClient): void {
    switch (command.kind) {
      case 'initialise':
        sheet.begin();
        return;
      case 'row':
        sheet.print(command.dots);
        busyUntil = Math.max(busyUntil, clock.monotonic()) + rowTime;
        return;
      case 'feed':
        sheet.feed(command.dots);
        return;
      case 'cut':
        sheet.feed(command.feed);
        tearOff(true);
        return;
      case 'fence':
        if (profile !== 'status-only') answer(from, Uint8Array.of(paper === 'low' ? 0x03 : 0));
        return;
      case 'process-id':
        if (profile === 'epson' || profile === 'liar') answer(from, Uint8Array.of(0x37, 0x22, ...command.id, 0));
        return;
      case 'automatic-status':
        isStatusAutomatic = command.on && profile !== 'status-only';
        if (isStatusAutomatic) answer(from, automaticStatus());
        return;
      case 'status':
      case 'other':
        return;
    }
  }

  function tearOff(cut: boolean): void {
    if (sheet.height() === 0) return;
    const torn = sheet.tearOff(cut, clock.now());
    papers.push(torn);
    if (papers.length > papersKept) papers.shift();
    for (const listener of listeners) listener(torn);
  }

  function tell(): void {
    if (isStatusAutomatic && !isStalled) for (const client of clients) client.answer(automaticStatus());
  }

  function changed(): void {
    tell();
    work();
  }

  return {
    connect(client) {
      clients.add(client);
      if (isStalled) client.pause?.();
      return {
        receive: (bytes) => {
          if (clients.has(client)) receive(client, bytes);
        },
        close: () => void clients.delete(client),
      };
    },
    setPaper(next) {
      paper = next;
      changed();
    },
    setCover(open) {
      isCoverOpen = open;
      changed();
    },
    setCutter(next) {
      cutter = next;
      changed();
    },
    setHead(next) {
      isHot = next === 'hot';
      changed();
    },
    tearAfterBytes(count) {
      bytesToTear = count;
    },
    stallAfterBytes(count) {
      bytesToStall = count;
    },
    resume() {
      if (!isStalled) return;
      isStalled = false;
      bytesToStall = Infinity;
      const waited = unread;
      unread = [];
      for (const client of clients) client.resume?.();
      work();
      for (const { bytes, from } of waited) receive(from, bytes);
    },
    powerCycle() {
      for (const client of [...clients]) {
        clients.delete(client);
        client.hungUp();
      }
      buffer = [];
      unread = [];
      read = commandReader(take);
      realTime = realTimeScanner();
      isStalled = false;
      isStatusAutomatic = false;
      bytesToStall = Infinity;
      busyUntil = 0;
      if (cutter === 'jammed') cutter = 'ok';
    },
    hanging: () => sheet.height(),
    papers: () => [...papers],
    onPaper(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
