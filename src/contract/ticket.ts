import { dossierCodeSchema } from './dossier-code.ts';
import { failureCodeSchema } from './failures.ts';
import { portalAddressSchema } from './portal-address.ts';
import { queueNumberSchema } from './queue.ts';
import { slipCodeSchema } from './scanned-code.ts';
import { languageSchema, textSchema } from './text.ts';
import { z } from './zod.ts';

/** As `maskName` writes it, "N. V. MẪU": initials and one given name. A whole name does not pass. */
export const maskedNameSchema = z
  .string()
  .max(80)
  .regex(/^(?:\P{M}\p{M}*\. )*\S+$/u);

/** An ISO 8601 instant in UTC, as `Date.toISOString` writes it. */
const instantSchema = z.iso.datetime();

const papersSchema = z.array(textSchema).max(8);

/** Stands in the largest letters. */
const wayTextSchema = z.strictObject({
  vi: z.string().min(1).max(80).normalize(),
  en: z.string().min(1).max(80).normalize(),
});
const waySchema = z.strictObject({ room: wayTextSchema, floor: wayTextSchema, way: textSchema.optional() });

/** Letters on one paper, both languages together: in the widest ones and the largest print they take less than two metres. */
const mostLetters = 1_200;

const lettersIn = (part: unknown): number => {
  if (typeof part === 'string') return part.length;
  if (typeof part !== 'object' || part === null) return 0;
  return Object.values(part).reduce<number>((sum, inner) => sum + lettersIn(inner), 0);
};

/** Stands at the top of every paper. */
const head = { centre: textSchema, issuedAt: instantSchema };
const paper = { ...head, language: languageSchema };

/**
 * What stands on paper. There is no field for ID number, birth date, insurance number or diagnosis, and every text is one of
 * the centre's own: its name, its rooms, its services and what they ask for.
 */
export const ticketSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('number'),
      ...paper,
      number: queueNumberSchema,
      service: textSchema,
      queueLabel: textSchema,
      place: waySchema,
      desk: textSchema,
      /** Absent for services without identity. */
      maskedName: maskedNameSchema.optional(),
      priority: z.boolean(),
      unverified: z.boolean(),
      reprint: z.boolean(),
      /** Absent where nobody knows it. */
      ahead: z.int().nonnegative().optional(),
      /** When the turn comes; absent where the estimate is poor. */
      estimate: z
        .strictObject({ from: instantSchema, to: instantSchema })
        .refine(({ from, to }) => Date.parse(from) <= Date.parse(to), 'ends before it begins')
        .optional(),
      papers: papersSchema,
      ticketToken: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
    }),
    /** For the clerk: why the kiosk could not finish. */
    z.strictObject({
      kind: z.literal('desk-slip'),
      ...paper,
      service: textSchema,
      desk: textSchema,
      maskedName: maskedNameSchema.optional(),
      reason: failureCodeSchema,
      slipId: z.string().regex(/^[0-9A-Z]{6}$/),
    }),
    /** What to bring and where to, for somebody who has not got it yet. */
    z.strictObject({
      kind: z.literal('papers-list'),
      ...paper,
      service: textSchema,
      papers: papersSchema.min(1),
      place: waySchema,
      /** Where they are handed in instead, since the centre receives none; `place` then only advises. */
      portal: portalAddressSchema.optional(),
    }),
    z.strictObject({
      kind: z.literal('appointment'),
      ...paper,
      service: textSchema,
      at: instantSchema,
      place: waySchema,
      maskedName: maskedNameSchema.optional(),
      papers: papersSchema,
      code: slipCodeSchema,
    }),
    /**
     * For a dossier. Where the machine received all of it: giấy tiếp nhận hồ sơ và hẹn trả kết quả, the rows of form 01 of Thông tư
     * 01/2018/TT-VPCP as one-stop systems print them; else, with `awaitsDesk`, the slip with which a desk receives it. Form 01 of
     * Thông tư 03/2025/TT-VPCP, which follows it, was not at hand. It has no row for address, telephone, e-mail or signatures.
     */
    z.strictObject({
      kind: z.literal('receipt'),
      ...paper,
      /** A desk has still something to see: then this says that it is no receipt (docs/decisions/0014). */
      awaitsDesk: z.boolean(),
      dossierCode: dossierCodeSchema,
      procedure: textSchema,
      maskedName: maskedNameSchema,
      papers: papersSchema.min(1),
      /** Sets of the dossier (bộ). */
      sets: z.int().min(1).max(9),
      /** Thời gian giải quyết theo quy định, such as "5 ngày làm việc". */
      term: textSchema,
      receivedAt: instantSchema,
      resultAt: instantSchema,
      /** Where the result is given: a desk, or by post. */
      resultPlace: textSchema,
      /** Amount and whether it is paid, such as "135.000 đồng, nộp tại quầy". */
      fee: textSchema,
    }),
    /** From one room to the next. */
    z.strictObject({
      kind: z.literal('guide'),
      ...paper,
      number: queueNumberSchema,
      /** The step that is over, such as "Khám tại Phòng 105". */
      done: textSchema,
      /** The step that comes, such as "Lấy máu xét nghiệm". */
      next: textSchema,
      place: waySchema,
      /** What to do there. */
      instruction: textSchema,
    }),
    /** For the technician. */
    z.strictObject({ kind: z.literal('test-print'), ...head }),
  ])
  .refine((ticket) => lettersIn(ticket) <= mostLetters, 'longer than a paper');
export type Ticket = z.infer<typeof ticketSchema>;
export type TicketOf<Kind extends Ticket['kind']> = Extract<Ticket, { kind: Kind }>;

/** What the QR of a number holds, on paper and on the screen; the prefix tells a scanner what it is. */
export const ticketCode = (ticketToken: string): string => `TRAM:${ticketToken}`;

/** What the QR of an appointment slip holds. A receipt's QR is the bare dossier code, which provincial portals search for. */
export const appointmentCode = (code: string): string => `TRAM-HEN:${code}`;

/** Digits and letters that are told apart when read aloud over a counter. */
export const slipLetters = '23456789ABCEHKLMNPRTVXYZ';

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * The six characters by which a clerk finds a ticket whose QR cannot be scanned ("Mã phiếu"): the first ten of its token as a
 * number in base64url (60 random bits), modulo 24^6, written in `slipLetters`, most significant first. It follows from the
 * token alone, so paper, screen, counter and server agree without storing it. Of 5,000 tickets in a day, one shares its id
 * with another once in 38,000; the queue number above it tells such two apart.
 */
export function ticketId(ticketToken: string): string {
  let rest = 0;
  for (const letter of ticketToken.slice(0, 10)) rest = (rest * 64 + base64url.indexOf(letter)) % 24 ** 6;
  return Array.from({ length: 6 }, (_, at) => slipLetters[Math.floor(rest / 24 ** (5 - at)) % 24]).join('');
}
