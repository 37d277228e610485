import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Stop } from '../../ports.ts';
import { commandReader } from './commands.ts';
import type { Command } from './commands.ts';
import { blankSheet } from './paper.ts';
import type { PrintedPaper } from './paper.ts';

export type { PrintedPaper } from './paper.ts';

/** `epson` answers everything. `clone` does not know GS ( H. `status-only` answers DLE EOT and nothing else. */
export type PrinterProfile = 'epson' | 'clone' | 'status-only';

export interface PrinterEmulator {
  port: number;
  setPaper(paper: 'ok' | 'low' | 'out'): void;
  setCover(open: boolean): void;
  /** The roll ends after so many bytes of picture, counted from now. */
  tearAfterBytes(count: number): void;
  /** The printer hangs after so many bytes of picture, counted from now: it reads and answers nothing more. */
  stallAfterBytes(count: number): void;
  /** Power off and on: what was queued is gone, the strip that was printed so far is torn off. */
  powerCycle(): void;
  /** The latest papers, oldest first. */
  papers(): PrintedPaper[];
  onPaper(listener: (paper: PrintedPaper) => void): Stop;
  close(): Promise<void>;
}

const papersKept = 100;

/**
 * A receipt printer on TCP that understands what it is sent, and draws what reaches the paper.
 *
 * Without paper or with the cover open it goes offline as real ones do: what is queued stays in its buffer, DLE EOT is
 * still answered at once, and printing goes on where it stopped as soon as it can, even when the sender left long ago.
 */
export async function startPrinterEmulator(
  options: { port?: number; profile?: PrinterProfile } = {},
): Promise<PrinterEmulator> {
  const { port = 0, profile = 'epson' } = options;
  const sheet = blankSheet();
  const papers: PrintedPaper[] = [];
  const listeners = new Set<(paper: PrintedPaper) => void>();
  const connections = new Set<Socket>();
  const buffer: { command: Command; bytes: Uint8Array; answer: (bytes: number[]) => void }[] = [];
  let paper: 'ok' | 'low' | 'out' = 'ok';
  let coverOpen = false;
  let stalled = false;
  let automaticStatus = false;
  let bytesToTear = Infinity;
  let bytesToStall = Infinity;

  const online = () => paper !== 'out' && !coverOpen;

  /** Epson, "DLE EOT": bits 1 and 4 are always set. */
  function status(which: number): number {
    const out = paper === 'out';
    if (which === 1) return 0x12 | (online() ? 0 : 0x08);
    if (which === 2) return 0x12 | (coverOpen ? 0x04 : 0) | (out ? 0x20 : 0);
    if (which === 4) return 0x12 | (paper === 'ok' ? 0 : 0x0c) | (out ? 0x60 : 0);
    return 0x12;
  }

  /** Epson, "GS a". */
  function automaticStatusBytes(): number[] {
    const sensors = { ok: 0, low: 0x03, out: 0x0f }[paper];
    return [0x10 | (online() ? 0 : 0x08) | (coverOpen ? 0x20 : 0), 0, sensors, 0x0f];
  }

  function tearOff(cut: boolean): void {
    if (sheet.height() === 0) return;
    const torn = sheet.tearOff(cut);
    papers.push(torn);
    if (papers.length > papersKept) papers.shift();
    for (const listener of listeners) listener(torn);
  }

  function changed(): void {
    if (automaticStatus && !stalled)
      for (const socket of connections) socket.write(Buffer.from(automaticStatusBytes()));
    work();
  }

  function hang(): void {
    stalled = true;
    for (const socket of connections) socket.pause();
  }

  /** Works off the buffer for as long as the mechanism can. */
  function work(): void {
    for (let next = buffer[0]; next && online() && !stalled; next = buffer[0]) {
      if (next.command.kind === 'row') {
        if (bytesToStall < next.command.dots.length) {
          hang();
          return;
        }
        if (bytesToTear < next.command.dots.length) {
          bytesToTear = Infinity;
          paper = 'out';
          tearOff(false);
          changed();
          return;
        }
        bytesToTear -= next.command.dots.length;
        bytesToStall -= next.command.dots.length;
      }
      buffer.shift();
      sheet.note(next.bytes);
      carryOut(next.command, next.answer);
    }
  }

  function carryOut(command: Command, answer: (bytes: number[]) => void): void {
    switch (command.kind) {
      case 'initialise':
        sheet.begin();
        return;
      case 'row':
        sheet.print(command.dots);
        return;
      case 'feed':
        sheet.feed(command.dots);
        return;
      case 'cut':
        sheet.feed(command.feed);
        tearOff(true);
        return;
      case 'fence':
        if (profile !== 'status-only') answer([paper === 'low' ? 0x03 : 0]);
        return;
      case 'process-id':
        if (profile === 'epson') answer([0x37, 0x22, ...command.id, 0]);
        return;
      case 'automatic-status':
        automaticStatus = command.on && profile !== 'status-only';
        if (automaticStatus) answer(automaticStatusBytes());
        return;
      case 'status':
      case 'other':
        return;
    }
  }

  const server = createServer((socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    socket.on('error', () => undefined);
    if (stalled) return;
    const answer = (bytes: number[]) => {
      if (socket.writable) socket.write(Buffer.from(bytes));
    };
    const read = commandReader((command, bytes) => {
      if (command.kind === 'status') answer([status(command.which)]);
      else buffer.push({ command, bytes, answer });
    });
    socket.on('data', (bytes) => {
      read(bytes);
      work();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    setPaper: (next) => {
      paper = next;
      changed();
    },
    setCover: (open) => {
      coverOpen = open;
      changed();
    },
    tearAfterBytes: (count) => {
      bytesToTear = count;
    },
    stallAfterBytes: (count) => {
      bytesToStall = count;
    },
    powerCycle: () => {
      for (const socket of connections) socket.destroy();
      buffer.length = 0;
      stalled = false;
      automaticStatus = false;
      bytesToStall = Infinity;
      tearOff(false);
    },
    papers: () => [...papers],
    onPaper: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      for (const socket of connections) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
