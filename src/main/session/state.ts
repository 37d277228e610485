import type { DeclaredPerson, NumberRequest, NumberResponse } from '../../contract/backend-api.ts';
import type { ChipPhase, MrzKey } from '../../contract/chip.ts';
import type { DeviceStatus } from '../../contract/devices.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { usualSettings, type Settings } from '../../contract/settings.ts';
import type { Check, Page, Paper, SessionView, Wear } from '../../contract/session-view.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import type { Language, Text } from '../../contract/text.ts';
import type { TicketOf } from '../../contract/ticket.ts';
import type { Unsent, Unsettled } from '../store/records.ts';
import type { VerifiedIdentity } from '../identity/verified-identity.ts';
import type { Visit } from '../services/visit.ts';

/** What opens a chip: a personal number, or of a travel document its MRZ alone. */
export type ChipKey =
  | { from: 'scanned' | 'typed'; personalNumber: string; mrz?: MrzKey | undefined }
  | { from: 'scanned'; personalNumber?: undefined; mrz: MrzKey };

/** Waiting for what opens a chip and for the card, in either order; or for a paper without a chip. */
export interface Identify {
  name: 'identify';
  service: ServiceDefinition;
  /** What is to be held under the scanner. */
  asks: Extract<Page, { name: 'identify' }>['asks'];
  /** A child without a card of its own: what is scanned of it is declared. */
  forChild?: true;
  /** Whom the scanned or typed number is about, for when no chip can be read. */
  declared?: DeclaredPerson;
  key?: ChipKey;
  /** False once a reading began, until the card is lifted, be it meanwhile, or somebody asks again: one attempt for one act. */
  armed: boolean;
  /** Readings that failed since the last tap or scan. */
  failures: number;
  /** The ways in which a chip failed since she began. */
  failed: Partial<Record<FailureCode, 'once' | 'twice'>>;
  /** Numbers that the card on the reader refused, personal or of a document: none is tried twice on the same card. */
  refused: readonly string[];
  reading?: { phase: ChipPhase; fraction: number };
  problem?: FailureCode;
}

export interface NumberEntry {
  name: 'number-entry';
  identify: Identify;
  /** She has no card: the number is declared. */
  withoutCard?: true;
  digits: string;
  problem?: FailureCode;
}

/** What else she may show; `back` leads to the card again. */
export interface Papers {
  name: 'papers';
  identify: Identify;
}

export type Stage =
  | { name: 'home' }
  | Identify
  | NumberEntry
  | Papers
  | Checking
  | { name: 'person'; visit: Visit & { identity: VerifiedIdentity }; problem?: FailureCode }
  | Asking
  | { name: 'review'; visit: Visit; request: NumberRequest }
  | Issuing
  | Ticket
  | { name: 'desk'; reason: FailureCode; paper: Paper }
  | { name: 'missing'; service: ServiceDefinition; reason: FailureCode; missing: Text[]; paper: Paper }
  | { name: 'cleared' }
  | { name: 'out-of-service'; reason: FailureCode }
  | { name: 'maintenance-pin'; problem?: FailureCode; lockedSeconds: number }
  | Maintenance;

export interface Checking {
  name: 'checking';
  service: ServiceDefinition;
  patience: Patience;
  /** The visit whose licence is being looked up; absent while the person is checked. */
  visit?: Visit;
}

export interface Asking {
  name: 'question';
  visit: Visit;
  /** The question's id. */
  question: string;
  /** Typed so far. */
  digits: string;
  /** From the review page, to which `back` returns with the old answer. */
  changing?: true;
  problem?: FailureCode;
}

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
  /** Đồng, of the service. */
  fee?: number;
  /** For what was received with the number. */
  receipt?: TicketOf<'receipt'>;
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

/** A call for staff. */
export interface Help {
  /** Which it is, by the kiosk's own count. */
  call: number;
  state: Exclude<NonNullable<SessionView['help']>['state'], 'nobody'>;
  /** Once the server knows of it. */
  callId?: string;
  /** The server has been asked and has not answered. */
  isAsking: boolean;
  /** Nobody said in time that she comes. */
  isUnanswered: boolean;
}

export interface State {
  /** Counts sessions: an answer to an effect of an earlier one is late and dropped. */
  turn: number;
  language: Language;
  devices: DeviceStatus;
  settings: Settings;
  stage: Stage;
  /** While staff are called. */
  help?: Help;
  /** How often they were, since the start. */
  helpCalls: number;
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
  settings: usualSettings,
  helpCalls: 0,
  stage: outOfService ? { name: 'out-of-service', reason: outOfService } : { name: 'home' },
  touches: 0,
  keys: [],
  ...(outOfService && { outOfService }),
});
