import { printerDeadlines } from '../../drivers/printer/index.ts';
import type { PrinterDeadlines } from '../../drivers/printer/index.ts';

/** Short where a test in real time waits for something to be noticed. */
export const attentive: PrinterDeadlines = { ...printerDeadlines, poll: 30, grace: 60 };

/** Short where a test in real time waits for a printer to be given up. */
export const shortDeadlines: PrinterDeadlines = {
  ...attentive,
  ready: 1_500,
  status: 500,
  probe: 500,
  silence: 500,
  settle: 1_000,
  settleBlindly: 300,
};
