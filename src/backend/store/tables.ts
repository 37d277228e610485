import type { Generated } from 'kysely';
import type { EntryPriority, EntryState } from '../../contract/queue-entries.ts';
import type { Role } from '../../contract/staff.ts';

/**
 * Every table, the same on SQLite and PostgreSQL. Personal data stands only in columns named `sealed` and, as keyed fingerprints
 * that nobody can turn back, in those named `mark`. Instants are milliseconds since the epoch; days are Asia/Ho_Chi_Minh's.
 */
export interface Tables {
  key_check: { sealed: Buffer };

  /** One row: the last event's id, so that ids follow the order of commits; and the generation, one more after each restore. */
  event_head: {
    one: 1;
    last_id: number;
    generation: number;
    /** How many events a kiosk knows of that this database does not: it is an older one, and gives no numbers. */
    behind: number | null;
  };
  /** What happened to a queue entry, or, where `entry` is empty, to the calls for staff; for boards and counters: no personal data. */
  event: { id: number; at: number; entry: string; data: string };

  challenge: { id: string; kiosk: string; challenge: string; expires_at: number };
  verification: { id: string; kiosk: string; expires_at: number; sealed: Buffer };

  /** The last serial given of a letter's day. */
  serial_counter: {
    letter: string;
    service_day: string;
    last_serial: number;
    /** Of these, how many nobody holds: they are not counted in a quota. */
    skipped: Generated<number>;
  };
  /** The last serial given of a day's dossier codes. */
  dossier_counter: { service_day: string; last_serial: number };
  /** Serials that nobody was given, and why. */
  serial_gap: {
    letter: string;
    service_day: string;
    first_serial: number;
    last_serial: number;
    reason: 'lease-unspent' | 'restored' | 'not-heard';
    noted_at: number;
  };
  /** A kiosk's emergency numbers of a day; it may spend only those of its latest epoch. */
  lease: {
    kiosk: string;
    epoch: number;
    service_day: string;
    letter: string;
    first_serial: number;
    last_serial: number;
    granted_at: number;
    /** When its day was over and what was unspent was noted as a gap. */
    ended_at: number | null;
  };

  /** One number, held by one person for one service and day. */
  visit: {
    ticket_token: string;
    letter: string;
    serial: number;
    service_day: string;
    service: string;
    person_mark: Buffer | null;
    /** Of the number that somebody without a chip said was hers: several visits may share it, since it proves nothing. */
    declared_mark: Buffer | null;
    /** Of its dossier: it is kept until then at least. */
    result_on: string | null;
    /** 0, or 1, 2… where a copied kiosk gave an emergency number again: both people are called. */
    copy: Generated<number>;
    arrived_at: number;
    /** 1: staff have still to check identity or insurance. */
    unverified: number;
    sealed: Buffer;
  };
  /** The portrait that was taken at the kiosk, of those who had one taken. */
  visit_photo: { ticket_token: string; sealed: Buffer };
  /** The clinic of a person's last visit, by a mark that links her days. */
  last_clinic: { person_mark: Buffer; queue: string; service_day: string };
  /** A visit in one queue: reception, then examination, laboratory, cashier… under the same number. */
  queue_entry: {
    id: string;
    ticket_token: string;
    /** 1 for the visit's first queue. */
    step: number;
    queue: string;
    service_day: string;
    arrived_at: number;
    /** Where the person has an appointment in this queue. */
    appointment_at: number | null;
    priority: EntryPriority;
    /** 1: from a verified birth date; 0: as declared. */
    priority_proven: number;
    state: EntryState;
    /** Who called it last. */
    counter: string | null;
    /** How often it was called, a no-show's before it came back included. */
    calls: Generated<number>;
    /** When it was called first; where it came back, since then. Later than every earlier call of the queue. */
    called_at: number | null;
    started_at: number | null;
    ended_at: number | null;
    /** When it was added, or anything of it or of its visit changed last: who asks for changes since an instant finds it by this. */
    changed_at: number;
    /** 1: it came back after calls that nobody answered, at `arrived_at`. */
    returned: Generated<number>;
    /** Minutes that were told at arrival; null where none were. */
    estimate_low: number | null;
    estimate_high: number | null;
  };
  /** A call that nobody answered, of an entry that came back and stands in its queue anew: what it delayed others by still counts. */
  missed_call: {
    entry: string;
    queue: string;
    service_day: string;
    arrived_at: number;
    priority: EntryPriority;
    returned: number;
    counter: string;
    called_at: number;
    ended_at: number;
    estimate_low: number | null;
    estimate_high: number | null;
  };
  number_request: {
    kiosk: string;
    idempotency_key: string;
    request_mark: Buffer;
    /** Null where the kiosk gave up before the request came. */
    ticket_token: string | null;
    repeated: number;
    /** When the kiosk gave up before it heard the answer. */
    unheard_at: number | null;
  };
  print_report: { kiosk: string; idempotency_key: string; ticket_token: string; outcome: string; received_at: number };
  /** Answers to creating POSTs other than numbers, by who asked; `sealed` is null while the work is under way. */
  answered_request: {
    actor: string;
    idempotency_key: string;
    request_mark: Buffer;
    started_at: number;
    sealed: Buffer | null;
  };

  appointment: {
    /** As on the slip, without `TRAM-HEN:`. */
    code: string;
    queue: string;
    service_day: string;
    at: number;
    /** Of the person's number and the day, where it is known. */
    person_mark: Buffer | null;
    /** The visit that it became. */
    ticket_token: string | null;
    cancelled_at: number | null;
    /** Of the hospital's own identifier for it, so that it is not made twice. Those that were cancelled may share it. */
    identifier_mark: Buffer | null;
    /** The hospital's system that made it, and alone of all systems may cancel it; null where staff did. */
    system: string | null;
  };

  /** Somebody at a kiosk calls staff. One of a kiosk has no end; it is over, too, when the kiosk has not asked about it for long. */
  help_call: {
    id: string;
    kiosk: string;
    called_at: number;
    asked_at: number;
    acknowledged_at: number | null;
    ended_at: number | null;
  };

  /** One key each; where a kiosk enrols anew, its new key takes the old one's place. */
  kiosk: { kiosk: string; public_key: Buffer; enrolled_at: number; revoked_at: number | null };
  enrolment_code: { code_mark: Buffer; kiosk: string; expires_at: number };
  nonce: { kiosk: string; nonce: string; expires_at: number };

  staff: {
    staff: string;
    role: Role;
    /** scrypt, in the form that `npm run pin` prints. */
    password: string;
    /** 1: somebody else set the password, and it opens nothing but its own change. */
    password_once: number;
    disabled_at: number | null;
    /** The name. */
    sealed: Buffer;
  };
  staff_session: { token_mark: Buffer; staff: string; expires_at: number; used_at: number };
  /** Wrong passwords and codes, by whom and from where. */
  wrong_try: {
    /** Of an account, an address, or an account at an address. */
    mark: Buffer;
    /** When the last of them is forgotten: each puts it off by as much. */
    forgotten_at: number;
    /** No try before this. */
    free_at: number;
    /** When the account was last opened from this address. */
    opened_at: number | null;
  };
  /** Who did what, without personal data: `subject` is an id of ours. */
  audit_record: { id: Generated<number>; at: number; actor: string; action: string; subject: string; outcome: string };
}
