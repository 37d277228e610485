import type { NumberRequest, NumberResponse } from '../../contract/backend-api.ts';
import type { ChipPhase, DocumentRead, MrzKey } from '../../contract/chip.ts';
import type { Command } from '../../contract/commands.ts';
import type { DeviceStatus, PrinterStatus } from '../../contract/devices.ts';
import type { Result } from '../../contract/result.ts';
import type { ScannedCode } from '../../contract/scanned-code.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { Check, Wear } from '../../contract/session-view.ts';
import type { ServiceId } from '../../contract/services.ts';
import type { Language, Text } from '../../contract/text.ts';
import type { PrintOutcome } from '../../../drivers/ports.ts';
import type { VerifiedIdentity } from '../identity/verified-identity.ts';
import type { Unsent, Unsettled } from '../store/records.ts';

/** What reaches the session from outside. */
export type Happening =
  | { type: 'command'; command: Command }
  | { type: 'devices'; status: DeviceStatus }
  | { type: 'scan'; code: ScannedCode }
  | { type: 'chip-progress'; phase: ChipPhase; fraction: number }
  | { type: 'waited'; wait: WaitName };

/**
 * The answers to effects; each carries the turn that asked. `hasOwnNumber`: the backend did not answer, and the kiosk has a number
 * of its own to give.
 */
export type Answer =
  | { type: 'chip-read'; result: Result<{ read: DocumentRead; challengeId: string }>; hasOwnNumber?: boolean }
  | { type: 'verified'; result: Result<VerifiedIdentity>; hasOwnNumber?: boolean }
  | { type: 'printer-asked'; printer: PrinterStatus }
  | { type: 'issued'; result: Result<NumberResponse> }
  | { type: 'printed'; outcome: PrintOutcome }
  | { type: 'access'; result: Result | { ok: false; code: 'PIN_LOCKED'; lockedSeconds: number } }
  | {
      type: 'diagnosed';
      backend: 'up' | 'down';
      unsent: Unsent[];
      unsettled: Unsettled[];
      wear: Wear;
      checks: Check[];
    };

/** What a number's ticket says beside the number, its place and a masked name. */
export interface TicketWords {
  service: Text;
  papers: Text[];
  language: Language;
}

/** `at`: wall time in milliseconds, stamped by the runner. */
export type SessionEvent = { at: number } & (Happening | ({ turn: number } & Answer));

/** What the session wants done. The runner does it and answers with an event. */
export type Effect =
  | { type: 'read-chip'; personalNumber: string; mrz?: MrzKey | undefined }
  | { type: 'verify'; service: ServiceId; personalNumber: string; challengeId: string; read: DocumentRead }
  /** How the printer is now, so that no promise of paper is made that it cannot keep. */
  | { type: 'ask-printer' }
  | { type: 'issue'; request: NumberRequest; words: TicketWords }
  /** A number that this kiosk keeps; after paper that may have come out, marked as a reprint. */
  | { type: 'print-number'; ticketToken: string; maskedName?: string }
  | { type: 'print-desk-slip'; reason: FailureCode; service: Text; language: Language; maskedName?: string }
  | { type: 'check-pin'; pin: string }
  | { type: 'diagnose'; checks: ('overview' | 'test-print' | 'self-test')[] }
  | { type: 'test-read'; personalNumber: string }
  | { type: 'renewed'; part: 'roll' | 'printer' }
  | { type: 'settle'; ticketToken: string; number: string; by: 'handed-over' | 'reprint' };

export type WaitName =
  | 'idle'
  | 'warning-second'
  | 'language-back'
  | 'patience-still'
  | 'patience-slow'
  | 'ticket-shown'
  | 'cleared-shown'
  | 'keys-forgotten'
  | 'maintenance-idle'
  | 'locked-second';
