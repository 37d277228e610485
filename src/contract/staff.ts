import { tokenSchema } from './backend-api.ts';
import { counterIdSchema } from './queue.ts';
import { z } from './zod.ts';

/**
 * Who works at the centre. `clerk` calls and serves; `supervisor` also calls out of turn and changes the order's inputs; `operator`
 * watches the machines; `technician` mends them; `administrator` makes accounts and enrols kiosks.
 */
export const roleSchema = z.enum(['clerk', 'supervisor', 'operator', 'technician', 'administrator']);
export type Role = z.infer<typeof roleSchema>;

export const staffIdSchema = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,39}$/);

/** POST /v1/staff-sessions → 201 and the cookie `tram-staff` (HttpOnly, SameSite=Strict); 401 SIGN_IN_REFUSED, 429 SIGN_IN_LOCKED. */
export const signInSchema = z.strictObject({ staff: staffIdSchema, password: z.string().min(8).max(128) });
export type SignIn = z.infer<typeof signInSchema>;

/** GET /v1/staff-sessions/current → 200, or 401. DELETE ends it → 204. */
export const staffSessionSchema = z.strictObject({
  staff: staffIdSchema,
  name: z.string().min(1).max(80),
  role: roleSchema,
  expiresAt: z.iso.datetime(),
});
export type StaffSession = z.infer<typeof staffSessionSchema>;

/** POST /v1/staff with an `Idempotency-Key`; administrator → 201. */
export const newStaffSchema = z.strictObject({
  staff: staffIdSchema,
  name: z.string().min(1).max(80).normalize(),
  role: roleSchema,
  password: z.string().min(12).max(128),
});
export type NewStaff = z.infer<typeof newStaffSchema>;

/** Where a clerk sits, remembered by the counter's page. */
export const workplaceSchema = z.strictObject({ counter: counterIdSchema });
export type Workplace = z.infer<typeof workplaceSchema>;

/** POST /v1/enrolment-codes with an `Idempotency-Key`; administrator or technician → 201. The code is shown once and lives ten minutes. */
export const enrolmentCodeRequestSchema = z.strictObject({ kiosk: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/) });
export const enrolmentCodeResponseSchema = z.strictObject({
  /** Three groups of four, without letters that are mistaken for others. */
  code: z.string().regex(/^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$/),
  expiresAt: z.iso.datetime(),
});
export type EnrolmentCodeResponse = z.infer<typeof enrolmentCodeResponseSchema>;

/** POST /v1/enrolments → 201, by a kiosk that has no name yet; 409 ENROLMENT_REFUSED. */
export const enrolmentRequestSchema = z.strictObject({
  code: enrolmentCodeResponseSchema.shape.code,
  /** Raw ed25519 public key (RFC 8032), 32 bytes, base64url. */
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>;
export const enrolmentResponseSchema = z.strictObject({ kiosk: enrolmentCodeRequestSchema.shape.kiosk });

/** DELETE /v1/kiosks/{kiosk} → 204: its key is refused from now on. GET /v1/kiosks → 200. */
export const enrolledKioskSchema = z.strictObject({
  kiosk: enrolmentCodeRequestSchema.shape.kiosk,
  enrolledAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().optional(),
});
export const kioskListSchema = z.strictObject({ kiosks: z.array(enrolledKioskSchema).max(1_000) });

/** Keys for creating POSTs are random; sessions' tokens too. */
export const sessionTokenSchema = tokenSchema;
