import { STATUS_CODES } from 'node:http';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { idempotencyKeySchema, type Problem } from '../contract/backend-api.ts';
import type { FailureCode } from '../contract/failures.ts';
import { z } from '../contract/zod.ts';

export type Routes = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set on every route but /v1/health. */
    kiosk: string;
  }
}

export const idempotencyHeadersSchema = z.object({ 'idempotency-key': idempotencyKeySchema });

/** RFC 9457. Titles are the status's own words: what the kiosk shows comes from the code. */
export function sendProblem(reply: FastifyReply, status: number, code: FailureCode): FastifyReply {
  const problem: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code };
  return reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(problem);
}
