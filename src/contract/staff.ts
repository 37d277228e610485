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

/** Composed, since keyboards differ in how they write Vietnamese letters. */
const passwordSchema = (shortest: number) => z.string().normalize().min(shortest).max(128);

/**
 * POST /v1/staff-sessions → 201 a session and the cookie `tram-staff` (HttpOnly, SameSite=Strict); 401 SIGN_IN_REFUSED,
 * 429 SIGN_IN_LOCKED. What changes anything is taken only from a page of this server: `Sec-Fetch-Site: same-origin`, or its `Origin`.
 */
export const signInSchema = z.strictObject({ staff: staffIdSchema, password: passwordSchema(1) });
export type SignIn = z.infer<typeof signInSchema>;

/** GET /v1/staff-sessions/current → 200, or 401. DELETE ends it → 204. */
export const staffSessionSchema = z.strictObject({
  staff: staffIdSchema,
  name: z.string().min(1).max(80),
  role: roleSchema,
  /** After 12 hours; after one without use it is over too. */
  expiresAt: z.iso.datetime(),
  /** Somebody else set the password: until it is changed, all else is 403 PASSWORD_ONE_TIME. */
  passwordOnce: z.boolean(),
});
export type StaffSession = z.infer<typeof staffSessionSchema>;

/**
 * PUT /v1/staff-sessions/current/password → 204, and every other session of the account ends; 400 where both are the same, 401
 * SIGN_IN_REFUSED where `current` is wrong, 429 SIGN_IN_LOCKED.
 */
export const passwordChangeSchema = z
  .strictObject({ current: passwordSchema(1), password: passwordSchema(12) })
  .refine(({ current, password }) => current !== password);
export type PasswordChange = z.infer<typeof passwordChangeSchema>;

/** POST /v1/staff with an `Idempotency-Key`; administrator → 201; 409 BACKEND_REFUSED where the name is taken. */
export const newStaffSchema = z.strictObject({
  staff: staffIdSchema,
  name: z.string().normalize().trim().min(1).max(80),
  role: roleSchema,
  /** For the first sign-in, which changes it. */
  password: passwordSchema(12),
});
export type NewStaff = z.infer<typeof newStaffSchema>;

/** An account. GET /v1/staff → 200; administrator. */
export const staffMemberSchema = newStaffSchema
  .omit({ password: true })
  .extend({ disabledAt: z.iso.datetime().optional() });
export const staffListSchema = z.strictObject({ staff: z.array(staffMemberSchema).max(5_000) });

/**
 * PATCH /v1/staff/{staff}; administrator, on any account but her own → 204, 404. A disabled account's sessions end at once, and so
 * do those of one whose password was set.
 */
export const staffChangeSchema = z.strictObject({
  role: roleSchema.optional(),
  disabled: z.boolean().optional(),
  /** For one who forgot hers; the next sign-in changes it. */
  password: passwordSchema(12).optional(),
});
export type StaffChange = z.infer<typeof staffChangeSchema>;

/** Where a clerk sits, remembered by the counter's page. */
export const workplaceSchema = z.strictObject({ counter: counterIdSchema });
export type Workplace = z.infer<typeof workplaceSchema>;

export const kioskIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

/**
 * POST /v1/enrolment-codes with an `Idempotency-Key`; administrator or technician → 201. The code is shown once, opens one enrolment
 * and lives ten minutes; a newer one for the same kiosk takes its place.
 */
export const enrolmentCodeRequestSchema = z.strictObject({ kiosk: kioskIdSchema });
export const enrolmentCodeResponseSchema = z.strictObject({
  /** Three groups of four, without letters that are mistaken for others. */
  code: z.string().regex(/^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$/),
  expiresAt: z.iso.datetime(),
});
export type EnrolmentCodeResponse = z.infer<typeof enrolmentCodeResponseSchema>;

/**
 * POST /v1/enrolments → 201, signed with the key that the kiosk will sign with from now on (src/contract/request-signature.ts). Asked
 * again with the same key it is answered again. 409 ENROLMENT_REFUSED; for a wrong code, 429 TOO_MANY_REQUESTS after several.
 */
export const enrolmentRequestSchema = z.strictObject({ code: enrolmentCodeResponseSchema.shape.code });
export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>;
export const enrolmentResponseSchema = z.object({ kiosk: kioskIdSchema });
export type EnrolmentResponse = z.infer<typeof enrolmentResponseSchema>;

/**
 * GET /v1/kiosks; operator, technician or administrator → 200. DELETE /v1/kiosks/{kiosk}; technician or administrator → 204, 404: its
 * key is refused from now on.
 */
export const enrolledKioskSchema = z.strictObject({
  kiosk: kioskIdSchema,
  enrolledAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().optional(),
});
export const kioskListSchema = z.strictObject({ kiosks: z.array(enrolledKioskSchema).max(1_000) });

/** Keys for creating POSTs are random; sessions' tokens too. */
export const sessionTokenSchema = tokenSchema;
