import type { EntryPriority, PriorityReason } from '../../contract/queue-entries.ts';
import type { Transaction } from './database.ts';

/** Who did what to whom, and how it ended: ids and codes of ours, nothing personal. */
export interface AuditEntry {
  at: number;
  /** An account, a kiosk, `system` and its id, `command-line`, or `nobody` who is known. */
  actor: string;
  action:
    | 'sign-in'
    | 'sign-out'
    | 'account-added'
    | 'account-changed'
    | 'account-disabled'
    | 'account-enabled'
    | 'password-changed'
    | 'enrolment-code'
    | 'enrolment'
    | 'kiosk-revoked'
    | 'called-out-of-turn'
    | 'priority-changed'
    | 'emergency-number-given-again'
    | 'restored'
    | 'person-read'
    | 'person-searched'
    | 'insurance-asked-again'
    | 'identity-papers-seen'
    | 'insurance-papers-seen'
    | 'appointment-made'
    | 'appointment-cancelled';
  subject: string;
  /** Of a changed priority: what it is now, and why. */
  outcome: 'done' | 'refused' | 'locked' | `${EntryPriority} ${PriorityReason}`;
}

/** In the transaction of what it tells of: neither is there without the other. */
export async function audit(transaction: Transaction, entry: AuditEntry): Promise<void> {
  await transaction.insertInto('audit_record').values(entry).execute();
}
