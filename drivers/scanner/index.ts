import { unreachable } from '../../src/contract/result.ts';
import type { BarcodeScanner } from '../ports.ts';
import { openHidPosScanner, type HidPosSettings } from './hid-pos.ts';
import { openKeyboardWedge } from './keyboard-wedge.ts';
import { openSerialScanner, type SerialScannerSettings } from './serial.ts';

/** How a kiosk's scanner is connected, as in drivers/host/config.ts. */
export type ScannerSettings =
  | ({ kind: 'serial' } & SerialScannerSettings)
  | ({ kind: 'hid-pos' } & HidPosSettings)
  | { kind: 'keyboard-wedge'; path: string }
  | { kind: 'none' };

/** The scanner that the settings name. Returns at once: its status tells whether it is there. */
export function openScanner(settings: ScannerSettings): BarcodeScanner {
  switch (settings.kind) {
    case 'serial':
      return openSerialScanner(settings);
    case 'hid-pos':
      return openHidPosScanner(settings);
    case 'keyboard-wedge':
      return openKeyboardWedge(settings);
    case 'none':
      return notFitted;
    default:
      return unreachable(settings);
  }
}

const notFitted: BarcodeScanner = {
  status: () => ({ state: 'not-fitted' }),
  watch: () => () => undefined,
  onScan: () => () => undefined,
  close: () => Promise.resolve(),
};
