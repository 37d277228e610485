import { z } from '../../../src/contract/zod.ts';

/** What the supervisor is told, one JSON object a line; each is answered by one. */
export const steeringSchema = z.union([
  z.strictObject({ insert: z.string() }),
  z.strictObject({ replay: z.array(z.base64()) }),
  z.strictObject({ remove: z.literal(true) }),
  z.strictObject({ pullAfter: z.int().min(1) }),
  z.strictObject({ mute: z.boolean() }),
  z.strictObject({ killPcscd: z.enum(['SIGKILL', 'SIGTERM']) }),
  z.strictObject({ startPcscd: z.literal(true) }),
]);
export type Steering = z.infer<typeof steeringSchema>;

export const steeringAnswerSchema = z.strictObject({ error: z.string().optional() });
export type SteeringAnswer = z.infer<typeof steeringAnswerSchema>;
