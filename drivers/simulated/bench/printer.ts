import { startPrinterEmulator } from '../printer/emulator.ts';
import type { PrintedPaper, PrinterHands, PrinterProfile } from '../printer/emulator.ts';

/** Milliseconds that a row of dots takes: at once, and as long as on a serial line of 9,600 bits a second and worse. */
const rowTimes = { quick: 0, slow: 8 } as const;
export type PaperSpeed = keyof typeof rowTimes;

/** What a printer is like, and what a hand has done to it. */
export interface PrinterCondition {
  printer: PrinterProfile;
  speed: PaperSpeed;
  paper: 'ok' | 'low' | 'out';
  cover: 'open' | 'closed';
  cutter: 'ok' | 'jams';
  head: 'cool' | 'hot';
}

const papersKept = 100;

/** A place for a printer, whose port stays when another model is put there. */
export interface PrinterPlace {
  port: number;
  /** What stands there now. */
  hands(): PrinterHands;
  /** Another printer in its place, in this condition. */
  exchange(condition: PrinterCondition): Promise<void>;
  /** The latest of all printers that stood there, oldest first. */
  papers(): PrintedPaper[];
  close(): Promise<void>;
}

export async function startPrinter(condition: PrinterCondition, onPaper: () => void): Promise<PrinterPlace> {
  let earlier: PrintedPaper[] = [];
  let now = await start(condition);
  const { port } = now;

  async function start({ printer, speed, paper, cover, cutter, head }: PrinterCondition, at = 0) {
    const emulator = await startPrinterEmulator({ port: at, profile: printer, rowTime: rowTimes[speed] });
    emulator.setPaper(paper);
    emulator.setCover(cover === 'open');
    emulator.setCutter(cutter);
    emulator.setHead(head);
    emulator.onPaper(onPaper);
    return emulator;
  }

  return {
    port,
    hands: () => now,
    async exchange(next) {
      earlier = [...earlier, ...now.papers()].slice(-papersKept);
      await now.close();
      now = await start(next, port);
    },
    papers: () => [...earlier, ...now.papers()],
    close: () => now.close(),
  };
}
