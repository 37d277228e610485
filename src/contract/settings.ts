import { packTagSchema } from './language-pack.ts';
import { z } from './zod.ts';

/** How the page is shown and spoken, as whoever stands before it wants it. All of it ends with the session. */
export const settingsSchema = z.strictObject({
  /** Capitals of 6.1, 6.75 and 8.75 mm. */
  textSize: z.enum(['medium', 'large', 'largest']),
  contrast: z.enum(['usual', 'black-on-white', 'white-on-black', 'low-glare']),
  /** All that is read and touched in the lower half of the panel, for somebody who sits. */
  lowScreen: z.boolean(),
  voice: z.strictObject({
    on: z.boolean(),
    /** Plugged in, they alone hear what is personal. */
    headset: z.boolean(),
    /** 3 is 65 dB(A) at the loudspeaker, the loudest there; a headset goes on to 5. */
    volume: z.int().min(1).max(5),
    /** Times the usual pace. */
    rate: z.union([z.literal(0.8), z.literal(1), z.literal(1.25), z.literal(1.5)]),
  }),
  /** A further language of the screen; null for the session's own. */
  pack: packTagSchema.nullable(),
  /** Nothing is shown: what is spoken and the keys suffice. */
  blank: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const usualSettings: Settings = {
  textSize: 'medium',
  contrast: 'usual',
  lowScreen: false,
  voice: { on: false, headset: false, volume: 3, rate: 1 },
  pack: null,
  blank: false,
};
