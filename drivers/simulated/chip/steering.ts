import { z } from '../../../src/contract/zod.ts';

/** Slots of the virtual reader; PC/SC names them "Virtual PCD 00 00" and "Virtual PCD 00 01". */
const slot = z.literal([0, 1]);
export type Slot = z.infer<typeof slot>;

/** What the supervisor is told, one JSON object a line; each is answered by one. */
export const steeringSchema = z.union([
  z.strictObject({ slot, insert: z.string() }),
  z.strictObject({ slot, insertUnresponsive: z.literal(true) }),
  z.strictObject({ slot, replay: z.array(z.base64()) }),
  z.strictObject({ slot, remove: z.literal(true) }),
  z.strictObject({ slot, pullAfter: z.int().min(1) }),
  z.strictObject({ slot, swapAfter: z.int().min(1), next: z.string() }),
  z.strictObject({ slot, mute: z.boolean() }),
  z.strictObject({ killPcscd: z.enum(['SIGKILL', 'SIGTERM', 'SIGSTOP', 'SIGCONT']) }),
  z.strictObject({ startPcscd: z.literal(true) }),
  z.strictObject({ usb: z.enum(['plug', 'unplug']) }),
]);
export type Steering = z.infer<typeof steeringSchema>;

export const steeringAnswerSchema = z.strictObject({ error: z.string().optional() });
export type SteeringAnswer = z.infer<typeof steeringAnswerSchema>;
