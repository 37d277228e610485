import { type ChipPhase, type ChipStatistics, chipPhaseSchema } from '../../src/contract/chip.ts';
import type { ElementaryFile } from './codec/files.ts';
import type { FileProgress } from './messaging/read-file.ts';

interface Listener {
  monotonic(): number;
  onProgress?(phase: ChipPhase, fraction: number): void;
}

/** Times the phases and tells how far they are; what is told never goes back, though DG13 is read after authentication. */
export class Stages {
  readonly milliseconds: ChipStatistics['stagesMs'] = {};
  readonly #listener: Listener;
  #told = -1;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  async run<T>(phase: ChipPhase, work: () => T | Promise<T>): Promise<T> {
    const start = this.#listener.monotonic();
    this.report(phase, 0);
    const value = await work();
    this.report(phase, 1);
    this.milliseconds[phase] = (this.milliseconds[phase] ?? 0) + this.#listener.monotonic() - start;
    return value;
  }

  report(phase: ChipPhase, fraction: number): void {
    const position = chipPhaseSchema.options.indexOf(phase) + fraction;
    if (position < this.#told) return;
    this.#told = position;
    this.#listener.onProgress?.(phase, fraction);
  }
}

/** Bytes read of all bytes to read. */
export class ByteCount {
  readonly #sizes = new Map<number, number>();
  readonly #read = new Map<number, number>();
  readonly #report: (fraction: number) => void;

  constructor(report: (fraction: number) => void) {
    this.#report = report;
  }

  /** How many there will be of it, near enough until it is open. */
  expect(file: ElementaryFile, size: number): void {
    this.#sizes.set(file.id, size);
  }

  of(file: ElementaryFile): FileProgress {
    return {
      opened: (size) => this.expect(file, size),
      read: (bytes) => {
        this.#read.set(file.id, bytes);
        this.#report(sum(this.#read) / sum(this.#sizes));
      },
    };
  }
}

const sum = (counts: ReadonlyMap<number, number>) => [...counts.values()].reduce((total, count) => total + count, 0);
