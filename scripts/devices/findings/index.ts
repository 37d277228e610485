import type { Finding } from './finding.ts';
import { printerFindings } from './printer.ts';
import { readerFindings } from './reader.ts';
import { scannerFindings } from './scanner.ts';

const machineFindings = {
  RUN_BY_ROOT: {
    outcome: 'good',
    text: {
      vi: 'Đang chạy bằng root, người được mở mọi thiết bị: chưa rõ ki-ốt có được mở không.',
      en: 'Run by root, who may open every device: whether the kiosk may is not known.',
    },
    action: { vi: 'Chạy bằng người dùng của ki-ốt:', en: 'Run it as the kiosk’s user:' },
    command: 'sudo -u tram npm run devices',
  },
} as const satisfies Record<string, Finding>;

/** Everything that this command can say. docs/devices.md holds each by its code. */
export const findings = { ...readerFindings, ...scannerFindings, ...printerFindings, ...machineFindings };
export type FindingCode = keyof typeof findings;
