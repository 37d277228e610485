import { queueNumberSchema } from './queue.ts';
import { serviceIdSchema } from './services.ts';
import { settingsSchema } from './settings.ts';
import { otherPaperSchema } from './other-papers.ts';
import { languageSchema } from './text.ts';
import { z } from './zod.ts';

/** All that a screen can ask of the core. Typed digits go one by one, so that the page never holds a whole number. */
export const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('choose-service'), service: serviceIdSchema }),
  z.strictObject({ type: z.literal('type-number') }),
  z.strictObject({ type: z.literal('digit'), digit: z.string().regex(/^\d$/) }),
  z.strictObject({ type: z.literal('delete-digit') }),
  z.strictObject({ type: z.literal('submit') }),
  z.strictObject({ type: z.literal('answer'), option: z.string().max(40) }),
  /** The main button of the page: "Đúng", "In phiếu", "Thử lại". */
  z.strictObject({ type: z.literal('confirm') }),
  /** "Lấy số không có phiếu": only this takes a number that the printer cannot put on paper. */
  z.strictObject({ type: z.literal('without-paper') }),
  /** "In lại" on the page of a number whose paper failed. */
  z.strictObject({ type: z.literal('reprint') }),
  z.strictObject({ type: z.literal('deny') }),
  /** "Giấy tờ khác" on the page that asks for the card. */
  z.strictObject({ type: z.literal('other-papers') }),
  z.strictObject({ type: z.literal('show-paper'), paper: otherPaperSchema }),
  /** Goes on with what the paper says, without its chip; a desk compares. */
  z.strictObject({ type: z.literal('declare') }),
  /** Another answer to a question of the review page. */
  z.strictObject({ type: z.literal('change'), question: z.string().max(40) }),
  /** The answer to a question for letters, whole: the page's keyboard puts the marks on. */
  z.strictObject({ type: z.literal('text'), text: z.string().max(200).normalize() }),
  /** A portrait that she accepted, JPEG in base64. */
  z.strictObject({ type: z.literal('photo'), jpeg: z.base64().max(400_000) }),
  /** The list of papers to bring, for somebody who has not got them. */
  z.strictObject({ type: z.literal('print-list') }),
  z.strictObject({
    type: z.literal('settings'),
    change: settingsSchema.omit({ voice: true }).extend({ voice: settingsSchema.shape.voice.partial() }).partial(),
  }),
  /** Calls staff to the kiosk; the session stays. */
  z.strictObject({ type: z.literal('call-help') }),
  z.strictObject({ type: z.literal('end-help') }),
  z.strictObject({ type: z.literal('back') }),
  z.strictObject({ type: z.literal('cancel') }),
  z.strictObject({ type: z.literal('ask-staff') }),
  z.strictObject({ type: z.literal('more-time') }),
  z.strictObject({ type: z.literal('finish') }),
  z.strictObject({ type: z.literal('language'), language: languageSchema }),
  /** A key that types nothing, such as `F2`: the core alone knows the sequence that opens maintenance. */
  z.strictObject({ type: z.literal('key'), key: z.string().regex(/^F([1-9]|1[0-2])$/) }),
  z.strictObject({ type: z.literal('pin'), pin: z.string().regex(/^\d{4,12}$/) }),
  z.strictObject({
    type: z.literal('maintenance'),
    action: z.enum(['test-print', 'test-read', 'self-test', 'new-roll', 'new-printer', 'return-to-service', 'leave']),
  }),
  /** Ends the doubt about a number's paper: it is in the person's hands, or it is printed once more. */
  z.strictObject({ type: z.literal('settle'), number: queueNumberSchema, by: z.enum(['handed-over', 'reprint']) }),
]);
export type Command = z.infer<typeof commandSchema>;
