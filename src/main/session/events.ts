import type { DeclaredPerson, NumberRequest, NumberResponse } from '../../contract/backend-api.ts';
import type { ChipPhase, DocumentRead, MrzKey } from '../../contract/chip.ts';
import type { Command } from '../../contract/commands.ts';
import type { HelpCall } from '../../contract/help.ts';
import type { LicenceRecord } from '../../contract/licence.ts';
import type { DeviceStatus, PrinterStatus } from '../../contract/devices.ts';
import type { Result } from '../../contract/result.ts';
import type { ScannedCode } from '../../contract/scanned-code.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { Check, Wear } from '../../contract/session-view.ts';
import type { Place, ServiceDefinition, ServiceId } from '../../contract/services.ts';
import type { Language, Text } from '../../contract/text.ts';
import type { TicketOf } from '../../contract/ticket.ts';
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
  | { type: 'licence-looked-up'; result: Result<LicenceRecord> }
  | { type: 'printer-asked'; printer: PrinterStatus }
  | { type: 'issued'; result: Result<NumberResponse> }
  | { type: 'printed'; outcome: PrintOutcome }
  /** How the call for staff stands, after each effect that concerns it; `call` as there. It outlives the turn that asked. */
  | { type: 'help'; call: number; result: Result<HelpCall> }
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
  service: ServiceDefinition;
  papers: Text[];
  language: Language;
}

/** `at`: wall time in milliseconds, stamped by the runner. */
export type SessionEvent = { at: number } & (Happening | ({ turn: number } & Answer));

/** What the session wants done. The runner does it and answers with an event. */
export type Effect =
  /** `personalNumber` is absent of a travel document, which its MRZ alone opens. */
  | { type: 'read-chip'; personalNumber?: string | undefined; mrz?: MrzKey | undefined }
  | { type: 'verify'; service: ServiceId; personalNumber?: string | undefined; challengeId: string; read: DocumentRead }
  /** Answered as `verify` is. */
  | { type: 'declare'; service: ServiceId; person: DeclaredPerson }
  | { type: 'look-up-licence'; verificationId: string }
  /** How the printer is now, so that no promise of paper is made that it cannot keep. */
  | { type: 'ask-printer' }
  | { type: 'issue'; request: NumberRequest; words: TicketWords }
  /** A number that this kiosk keeps; after paper that may have come out, marked as a reprint. Then the receipt of its dossier. */
  | { type: 'print-number'; ticketToken: string; maskedName?: string; receipt?: TicketOf<'receipt'> }
  | { type: 'print-desk-slip'; reason: FailureCode; service: Text; language: Language; maskedName?: string }
  | {
      type: 'print-papers-list';
      service: Text;
      papers: Text[];
      place: Place;
      portal?: string;
      language: Language;
    }
  /** Answered by `help`: calls staff, asks how the call stands, or ends it. `call` counts them; `callId` is the server's. */
  | { type: 'call-help'; call: number }
  | { type: 'ask-help'; call: number; callId: string }
  | { type: 'end-help'; call: number; callId: string }
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
  | 'locked-second'
  | 'help-ask'
  | 'help-unanswered';
