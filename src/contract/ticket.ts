import { failureCodeSchema } from './failures.ts';
import { queueNumberSchema } from './queue.ts';
import { placeSchema } from './services.ts';
import { languageSchema, textSchema } from './text.ts';
import { z } from './zod.ts';

/** What stands on paper. No ID number, birth date, insurance number or diagnosis. */
export const ticketSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('number'),
    language: languageSchema,
    centre: textSchema,
    number: queueNumberSchema,
    service: textSchema,
    queueLabel: textSchema,
    place: placeSchema,
    desk: textSchema,
    /** Masked, such as "N. V. MẪU"; absent for services without identity. */
    maskedName: z.string().max(80).optional(),
    priority: z.boolean(),
    unverified: z.boolean(),
    reprint: z.boolean(),
    /** Absent where nobody knows it. */
    ahead: z.int().nonnegative().optional(),
    papers: z.array(textSchema).max(8),
    ticketToken: z.string(),
    /** ISO 8601 instant. */
    issuedAt: z.iso.datetime(),
  }),
  /** For the clerk: why the kiosk could not finish. */
  z.strictObject({
    kind: z.literal('desk-slip'),
    language: languageSchema,
    centre: textSchema,
    service: textSchema,
    desk: textSchema,
    maskedName: z.string().max(80).optional(),
    reason: failureCodeSchema,
    slipId: z.string().regex(/^[0-9A-Z]{6}$/),
    issuedAt: z.iso.datetime(),
  }),
  /** For the technician. */
  z.strictObject({ kind: z.literal('test-print'), centre: textSchema, issuedAt: z.iso.datetime() }),
]);
export type Ticket = z.infer<typeof ticketSchema>;

/** What the QR of a number holds, on paper and on the screen; the prefix tells a scanner what it is. */
export const ticketCode = (ticketToken: string): string => `TRAM:${ticketToken}`;
