import type { ChipPhase } from '../../src/contract/chip.ts';

const phases: Record<ChipPhase, string> = {
  connect: 'Kết nối / Connecting',
  access: 'Mở chip / Opening the chip',
  read: 'Đọc / Reading',
  authenticate: 'Xác thực chip / Authenticating the chip',
  verify: 'Kiểm tra / Verifying',
};
const width = 20;

/** One line that changes, for a person at a terminal; nothing at all elsewhere. */
export interface Progress {
  show(text: string): void;
  report(phase: ChipPhase, fraction: number): void;
  /** A line that stays. */
  tell(text: string): void;
  clear(): void;
}

export function openProgress(): Progress {
  const terminal = process.stderr;
  let shown = '';
  function show(text: string): void {
    if (terminal.isTTY && text !== shown) terminal.write(`\r\x1b[K${text}`);
    shown = text;
  }
  return {
    show,
    report(phase, fraction) {
      const done = Math.floor(fraction * width);
      show(`[${'█'.repeat(done)}${'·'.repeat(width - done)}] ${Math.floor(fraction * 100)} % ${phases[phase]}`);
    },
    tell(text) {
      show('');
      if (terminal.isTTY) terminal.write(`${text}\n`);
    },
    clear: () => show(''),
  };
}
