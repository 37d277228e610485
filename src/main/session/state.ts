import type { NumberRequest, NumberResponse } from '../../contract/backend-api.ts';
import type { ChipPhase, MrzKey } from '../../contract/chip.ts';
import type { DeviceStatus } from '../../contract/devices.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { Check, Paper, Wear } from '../../contract/session-view.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import type { Language, Text } from '../../contract/text.ts';
import type { Unsent, Unsettled } from '../store/records.ts';
import type { VerifiedIdentity } from '../identity/verified-identity.ts';
import type { Visit } from '../services/visit.ts';

/** Waiting for a number (QR or typed) and a card, in either order. */
export interface Identify {
  name: 'identify';
  service: ServiceDefinition;
  number?: { digits: string; from: 'scanned' | 'typed'; mrz?: MrzKey | undefined };
  /** False once a reading began, until the card is lifted, be it meanwhile, or somebody asks again: one attempt for one act. */
  armed: boolean;
  /** Readings that failed since the last tap or scan. */
  failures: number;
  /** Numbers that the card on the reader refused: none is tried twice on the same card. */
  refused: readonly string[];
  reading?: { phase: ChipPhase; fraction: number };
  problem?: FailureCode;
}

export interface NumberEntry {
  name: 'number-entry';
  identify: Identify;
  digits: string;
  problem?: FailureCode;
}

export type Stage =
  | { name: 'home' }
  | Identify
  | NumberEntry
  | { name: 'checking'; service: ServiceDefinition; patience: Patience }
  | { name: 'person'; visit: Visit & { identity: VerifiedIdentity }; problem?: FailureCode }
  | { name: 'question'; visit: Visit; index: number; digits: string; problem?: FailureCode }
  | { name: 'review'; visit: Visit; request: NumberRequest }
  | Issuing
  | Ticket
  | { name: 'desk'; reason: FailureCode; paper: Paper }
  | { name: 'cleared' }
  | { name: 'out-of-service'; reason: FailureCode }
  | { name: 'maintenance-pin'; problem?: FailureCode; lockedSeconds: number }
  | Maintenance;

/** From here on there is no way back: first the printer is asked whether it can keep the promise, then the backend makes it. */
export interface Issuing {
  name: 'issuing';
  visit: Visit;
  request: NumberRequest;
  asks: 'printer' | 'backend';
  patience: Patience;
}

export interface Ticket {
  name: 'ticket';
  number: NumberResponse;
  papers: Text[];
  maskedName?: string;
  paper: Paper;
  /** `asking`: the paper failed, and whether the printer is able again is being asked. A second try is the last. */
  reprint: 'no' | 'asking' | 'possible' | 'used';
}

export interface Maintenance {
  name: 'maintenance';
  backend: 'up' | 'down';
  unsent: Unsent[];
  unsettled: Unsettled[];
  /** Absent until it was looked up. */
  wear?: Wear;
  checks: Check[];
  busy: 'no' | 'working' | 'test-card';
  /** The test card's, once its QR was scanned and until it is read. */
  testNumber?: string;
  /** Back to service if the self-test that runs now passes. */
  returning?: boolean;
}

export type Patience = 'first' | 'still' | 'slow';

export interface State {
  /** Counts sessions: an answer to an effect of an earlier one is late and dropped. */
  turn: number;
  language: Language;
  devices: DeviceStatus;
  stage: Stage;
  /** Seconds left while the idle warning is open. */
  warning?: number;
  /** Counts touches and other signs of life, so that each one restarts the idle wait. */
  touches: number;
  /** Function keys pressed lately. */
  keys: string[];
  /** Set by maintenance until a self-test passes. */
  outOfService?: FailureCode;
}

/** @param outOfService as it was before a restart */
export const initialState = (devices: DeviceStatus, outOfService?: FailureCode): State => ({
  turn: 0,
  language: 'vi',
  devices,
  stage: outOfService ? { name: 'out-of-service', reason: outOfService } : { name: 'home' },
  touches: 0,
  keys: [],
  ...(outOfService && { outOfService }),
});
