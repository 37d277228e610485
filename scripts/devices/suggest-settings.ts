import type { DeviceConfig } from '../../drivers/host/config.ts';
import type { Attached } from './report-schema.ts';

/** Best first: what carries Vietnamese, then what needs no choice of a keyboard layout. */
const scannerKinds = ['hid-pos', 'serial', 'keyboard-wedge'] as const;

/** The `devices` part of a kiosk's settings for what is attached. A placeholder in capitals stands for what nobody can see from here. */
export function settingsFor(attached: readonly Attached[]): DeviceConfig {
  const likely = attached.filter((device) => device.likely);
  return {
    reader: { kind: 'pcsc' },
    scanner: scannerFor(likely),
    printer: printerFor(likely),
    trustDirectory: '/opt/tram/resources/trust',
  };
}

function scannerFor(attached: readonly Attached[]): DeviceConfig['scanner'] {
  for (const kind of scannerKinds) {
    const scanner = attached.find((device) => device.kind === kind);
    if (scanner) return kind === 'hid-pos' ? { kind } : { kind, path: scanner.path };
  }
  return { kind: 'none' };
}

function printerFor(attached: readonly Attached[]): DeviceConfig['printer'] {
  for (const { kind, path } of attached)
    if (kind === 'escpos-device' || kind === 'escpos-serial') return { kind, path };
  return { kind: 'escpos-tcp', host: 'PRINTER-ADDRESS', port: 9_100 };
}
