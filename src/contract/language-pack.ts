import { z } from './zod.ts';

/** BCP 47, language and script: `km`, `jra`, `hmn-Latn`. */
export const packTagSchema = z.string().regex(/^[a-z]{2,3}(?:-[A-Z][a-z]{3})?$/);

/**
 * resources/languages/TAG/pack.json: a further language of the screen, beside Vietnamese and English, which are complete. What a pack
 * does not say stays Vietnamese; papers for the clerk are Vietnamese in any case. Beside it lie `font.woff2`, for letters that Noto
 * Sans lacks, and recordings.
 */
export const languagePackSchema = z.strictObject({
  tag: packTagSchema,
  /** By its own name. */
  name: z.string().min(1).max(30).normalize(),
  /** By the Vietnamese text, places for values (`{n}`) and plural forms (`|`) as there. */
  texts: z.record(z.string().max(400), z.string().min(1).max(600).normalize()),
});
export type LanguagePack = z.infer<typeof languagePackSchema>;
