import { z } from './zod.ts';

/** The closed list of expected failures. A failure without a text for the citizen and a hint for staff cannot be added. */
export const failureCodeSchema = z.enum([
  // devices
  'DEVICE_LOST',
  'DEVICE_TIMEOUT',
  'CANCELLED',
  'READER_MISSING',
  'CARD_REMOVED',
  'CARD_UNREADABLE',
  'CARD_MUTE',
  'CARD_NOT_SUPPORTED',
  'PRINTER_NO_PAPER',
  'PRINTER_COVER_OPEN',
  'PRINTER_CUTTER',
  'PRINTER_OFFLINE',
  'PRINT_UNCONFIRMED',
  // what the chip proves
  'CARD_ACCESS_DENIED',
  'CARD_NUMBER_MISMATCH',
  'CARD_DATA_INVALID',
  'CARD_DATA_TAMPERED',
  'CARD_ISSUER_UNKNOWN',
  'CARD_ISSUER_REVOKED',
  'CARD_CLONED',
  'CARD_UNPROVED',
  'CARD_EXPIRED',
  // what was scanned or typed
  'SCAN_NOT_FOR_KIOSK',
  'SCAN_UNREADABLE',
  'NUMBER_INVALID',
  'DATE_INVALID',
  // the centre's server
  'BACKEND_UNREACHABLE',
  'BACKEND_REFUSED',
  'BACKEND_ERROR',
  'CHALLENGE_EXPIRED',
  'QUEUE_CLOSED',
  'CENTRE_CLOSED',
  'QUOTA_REACHED',
  'NUMBERS_SUSPENDED',
  'LEASE_OUTDATED',
  'CLOCK_SKEWED',
  'REQUEST_UNDER_WAY',
  'TOO_MANY_REQUESTS',
  'QUEUE_EMPTY',
  'ENTRY_MOVED_ON',
  'SIGN_IN_REFUSED',
  'SIGN_IN_LOCKED',
  'ENROLMENT_REFUSED',
  // health insurance
  'INSURANCE_EXPIRED',
  'INSURANCE_NOT_FOUND',
  'INSURANCE_AT_COUNTER',
  'INSURANCE_MISMATCH',
  // driving licence
  'LICENCE_WITHOUT_TERM',
  'LICENCE_OVERDUE_TEST',
  // the kiosk itself
  'PERSON_DENIED',
  'STAFF_WANTED',
  'IN_MAINTENANCE',
  'PIN_WRONG',
  'PIN_LOCKED',
  'COMMAND_INVALID',
  'OUT_OF_TURN',
]);
export type FailureCode = z.infer<typeof failureCodeSchema>;
