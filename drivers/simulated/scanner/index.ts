export { hidPosReports, startHidPosSimulator, type HidPosSimulator } from './hid-pos.ts';
export { inputEvent, keyEvents, startKeyboardWedgeSimulator } from './keyboard-wedge.ts';
export { startScannerSimulator } from './serial.ts';
export type { ScannerSimulator } from './simulator.ts';
