import { z } from './zod.ts';

/** Languages that are complete. Vietnamese comes first everywhere. */
export const languageSchema = z.enum(['vi', 'en']);
export type Language = z.infer<typeof languageSchema>;

/** A text in every language, Unicode NFC. */
export const textSchema = z.strictObject({
  vi: z.string().min(1).max(400).normalize(),
  en: z.string().min(1).max(400).normalize(),
});
export type Text = z.infer<typeof textSchema>;
