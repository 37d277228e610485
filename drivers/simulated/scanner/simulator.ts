/** Milliseconds after each scan: no hand is faster. Long enough for a loaded machine to see two scans as two. */
export const handPause = 250;

export interface SimulatorOptions {
  /** An existing directory with a short name, for the device and what it needs. */
  runDirectory: string;
  /** Milliseconds after each scan; `handPause` where absent. */
  pause?: number;
}

/** A scanner in somebody's hand. */
export interface ScannerSimulator {
  /** The device that the kiosk opens. */
  path: string;
  /** One scan as the scanner sends it, then the pause of a hand. */
  scan(payload: string | Uint8Array): Promise<void>;
  /** Bytes as they are, for scans that are cut off or wrong; of a HID scanner, one report. */
  send(bytes: Uint8Array): Promise<void>;
  unplug(): Promise<void>;
  replug(): Promise<void>;
  close(): Promise<void>;
}
