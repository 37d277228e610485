import { z } from '../../contract/zod.ts';

/**
 * resources/rules/calling.json: how those whom the law serves first and all others are called from one queue, from which day on.
 * The law leaves the way to the facility (Luật Khám bệnh, chữa bệnh 15/2023 art. 3), so the source names who decided it.
 */
export const callingRulesSchema = z
  .array(
    z.strictObject({
      from: z.iso.date(),
      source: z.string().min(1),
      /** Of so many calls one goes to somebody without priority, while any of them waits. */
      ordinaryEvery: z.int().min(2).max(20),
      /** Who saw so many called who came later is next; emergencies do not count. */
      mostOvertaken: z.int().min(1).max(100),
      appointment: z.strictObject({
        /** Whoever is there for his appointment stands as if he had come so long before it. */
        headStartMinutes: z.int().min(0).max(240),
        /** Who comes later than this after his appointment stands by his arrival. */
        lateMinutes: z.int().min(0).max(60),
      }),
    }),
  )
  .min(1);
export type CallingRules = z.infer<typeof callingRulesSchema>;
export type CallingRule = CallingRules[number];
