import { tokenSchema } from './backend-api.ts';
import { z } from './zod.ts';

/**
 * Somebody at a kiosk calls staff to her. POST /v1/help-calls with an `Idempotency-Key`, by a kiosk → 201; a kiosk has one open call, and
 * a second one is the first. GET /v1/help-calls/{callId} → 200 tells the kiosk how it stands. DELETE → 204 when she is done or gone.
 */
export const helpCallSchema = z.object({
  callId: tokenSchema,
  /** `coming`: a clerk has said so. */
  state: z.enum(['waiting', 'coming', 'over']),
});
export type HelpCall = z.infer<typeof helpCallSchema>;

/**
 * GET /v1/help-calls → 200: those that are open, oldest first; roles clerk and supervisor. POST
 * /v1/help-calls/{callId}/acknowledgement with an `Idempotency-Key` → 204: somebody is on the way.
 */
export const openHelpCallsSchema = z.object({
  calls: z
    .array(
      z.object({
        callId: tokenSchema,
        kiosk: z.string(),
        calledAt: z.iso.datetime(),
        state: z.enum(['waiting', 'coming']),
      }),
    )
    .max(200),
});
export type OpenHelpCalls = z.infer<typeof openHelpCallsSchema>;
