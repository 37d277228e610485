import { entryPrioritySchema, priorityReasonSchema } from './queue-entries.ts';
import { serviceDaySchema } from './queue.ts';
import { z } from './zod.ts';

export const auditActionSchema = z.enum([
  'sign-in',
  'sign-out',
  'account-added',
  'account-changed',
  'account-disabled',
  'account-enabled',
  'password-changed',
  'enrolment-code',
  'enrolment',
  'kiosk-revoked',
  'called-out-of-turn',
  'priority-changed',
  'emergency-number-given-again',
  'emergency-number-of-former-name',
  'restored',
  'person-declared',
  'person-read',
  'person-searched',
  'insurance-asked-again',
  'licence-looked-up',
  'answers-read',
  'identity-papers-seen',
  'insurance-papers-seen',
  'appointment-made',
  'appointment-cancelled',
  'help-called',
  'help-acknowledged',
  'help-ended',
]);

/** Who did what to whom, and how it ended: ids and codes of ours, nothing personal. */
export const auditRecordSchema = z.strictObject({
  /** Names it; the list goes by `at`. */
  id: z.int().positive(),
  at: z.iso.datetime(),
  /** An account, a kiosk, `system` and its id, `command-line`, or `nobody` who is known. */
  actor: z.string(),
  action: auditActionSchema,
  /** An account, a kiosk, a visit’s ticket token, a verification, `appointment` and its code; `nobody` where nobody was found. */
  subject: z.string(),
  /** Of a changed priority: what it is now, and why. */
  outcome: z.union([
    z.enum(['done', 'refused', 'locked']),
    z.templateLiteral([entryPrioritySchema, ' ', priorityReasonSchema]),
  ]),
});
export type AuditRecord = z.infer<typeof auditRecordSchema>;

/** GET /v1/audit-records?from=YYYY-MM-DD&to=YYYY-MM-DD&limit=100&before=ID; administrator → 200, newest first; 404 NOT_FOUND where there is no record `before`. */
export const auditQuerySchema = z.strictObject({
  /** The first and the last day, in Vietnam; all where they are absent. */
  from: serviceDaySchema.optional(),
  to: serviceDaySchema.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** What comes after this record in the list: `next` of the page before. */
  before: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;
export const auditRecordsSchema = z.strictObject({
  records: z.array(auditRecordSchema).max(500),
  /** Where the next page begins; absent at the end. */
  next: z.int().positive().optional(),
});
export type AuditRecords = z.infer<typeof auditRecordsSchema>;
