import type { FailureCode } from './failure-codes.ts';
import { devicesTexts } from './failure-texts/devices.ts';
import { proofsTexts } from './failure-texts/proofs.ts';
import { scansTexts } from './failure-texts/scans.ts';
import { serverTexts } from './failure-texts/server.ts';
import { servicesTexts } from './failure-texts/services.ts';
import { kioskTexts } from './failure-texts/kiosk.ts';
import type { FailureText } from './failure-texts/failure-text.ts';
import type { Text } from './text.ts';

export { failureCodeSchema, type FailureCode } from './failure-codes.ts';

/** What is said of each failure, by where it comes from. */
export const failureTexts: Record<FailureCode, FailureText> = {
  ...devicesTexts,
  ...proofsTexts,
  ...scansTexts,
  ...serverTexts,
  ...servicesTexts,
  ...kioskTexts,
};

/** For the page and the slip that send somebody to the desk. */
export const deskText = (code: FailureCode): Text => failureTexts[code].desk ?? failureTexts[code].citizen;
