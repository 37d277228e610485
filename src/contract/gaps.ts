import { queueLetterSchema, serviceDaySchema } from './queue.ts';
import { textSchema } from './text.ts';
import { z } from './zod.ts';

/**
 * Why nobody holds a number: `lease-unspent`: a kiosk had it for when the server does not answer, and did not need it; `restored`:
 * passed over when a restored database went on; `not-heard`: the kiosk never heard that it was given.
 */
export const gapReasonSchema = z.enum(['lease-unspent', 'restored', 'not-heard']);
export type GapReason = z.infer<typeof gapReasonSchema>;

/** GET /v1/gaps?day=YYYY-MM-DD → 200: the numbers of a day that nobody holds; supervisors. Every other one up to the last is somebody's. */
export const gapsSchema = z.strictObject({
  serviceDay: serviceDaySchema,
  gaps: z
    .array(
      z.strictObject({
        letter: queueLetterSchema,
        first: z.int().min(1).max(999),
        last: z.int().min(1).max(999),
        reason: gapReasonSchema,
        /** The same in words. */
        explanation: textSchema,
        notedAt: z.iso.datetime(),
      }),
    )
    .max(11 * 999),
});
export type Gaps = z.infer<typeof gapsSchema>;
