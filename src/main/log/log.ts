import type { DocumentRead } from '../../contract/chip.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { PageName, Wear } from '../../contract/session-view.ts';
import type { HostLogEntry } from '../../../drivers/index.ts';
import type { PrintOutcome } from '../../../drivers/ports.ts';
import type { DeviceStatus } from '../../contract/devices.ts';
import type { IdentityOutcome, Eligibility } from '../../contract/backend-api.ts';
import type { ScannedCode } from '../../contract/scanned-code.ts';
import type { ServiceId } from '../../contract/services.ts';
import type { Ticket } from '../../contract/ticket.ts';

/** The closed list of what a kiosk writes down. No field can hold a person's data or free text. */
export type LogEvent =
  | { event: 'started'; version: string; interrupted: number }
  | { event: 'page'; page: PageName; service?: ServiceId }
  | { event: 'failure'; page: PageName; code: FailureCode }
  | { event: 'devices'; host: DeviceStatus['host']; reader: string; scanner: string; printer: string }
  | { event: 'scan'; kind: ScannedCode['kind'] }
  | ({ event: 'chip-read' } & Pick<
      DocumentRead,
      'access' | 'cardAccess' | 'chipAuthentication' | 'dataGroups' | 'proof' | 'statistics'
    >)
  | { event: 'verified'; identity: IdentityOutcome; eligibility?: Eligibility['status']; reason?: FailureCode }
  | { event: 'number'; number: string; queue: string; repeated: boolean; unverified: boolean }
  /** Of the kiosk's own numbers, for when the server does not answer; `code`: why there are no others. */
  | { event: 'lease'; epoch?: number; left: number; code?: FailureCode }
  | {
      event: 'printed';
      kind: Ticket['kind'];
      outcome: PrintOutcome['outcome'];
      code?: FailureCode;
      slip?: string;
      reason?: FailureCode;
      reprint?: true;
    }
  /** By how much the server's clock is ahead of the kiosk's. */
  | { event: 'clock-skewed'; seconds: number }
  /** Staff ended the doubt about a number's paper. */
  | { event: 'settled'; number: string; by: 'handed-over' | 'reprint' }
  | ({ event: 'wear' } & Pick<Wear, 'lines' | 'cuts' | 'worn' | 'metresLeft'>)
  /** `printer`: it told of a new roll by itself. */
  | { event: 'renewed'; part: 'roll' | 'printer'; by: 'printer' | 'technician' }
  | { event: 'timed'; stage: 'verify' | 'licence' | 'issue' | 'print'; ms: number }
  | { event: 'maintenance'; what: 'opened' | 'refused' | 'locked' | 'left' }
  | HostLogEntry;

export type Log = (event: LogEvent) => void;

/** One JSON line an event on standard output, where journald or the parent process takes it. */
export const jsonLog =
  (write: (line: string) => void, now: () => number): Log =>
  (event) =>
    write(`${JSON.stringify({ at: new Date(now()).toISOString(), ...event })}\n`);
