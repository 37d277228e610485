import { STATUS_CODES } from 'node:http';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { idempotencyKeySchema, type Problem } from '../contract/backend-api.ts';
import type { FailureCode } from '../contract/failures.ts';
import { z } from '../contract/zod.ts';
import type { AskedOnce } from './answer-once.ts';

export type Routes = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set on the kiosks' routes. */
    kiosk: string;
  }
}

export const idempotencyHeadersSchema = z.object({ 'idempotency-key': idempotencyKeySchema });

/** RFC 9457. Titles are the status's own words: what the kiosk shows comes from the code. */
export const problemOf = (status: number, code: FailureCode): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  code,
});

export const sendProblem = (reply: FastifyReply, status: number, code: FailureCode): FastifyReply =>
  reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(problemOf(status, code));

const statuses: Partial<Record<FailureCode, number>> = {
  NOT_FOUND: 404,
  QUEUE_EMPTY: 404,
  CARD_DATA_INVALID: 422,
  CARD_NOT_SUPPORTED: 422,
  SIGN_IN_REFUSED: 401,
  CLOCK_SKEWED: 401,
  SIGN_IN_LOCKED: 429,
  TOO_MANY_REQUESTS: 429,
  BACKEND_ERROR: 500,
  BACKEND_UNREACHABLE: 503,
  NUMBERS_SUSPENDED: 503,
};

/** Seconds, where asking again may help: when it will, nobody knows, or is told. */
const retryAfter: Partial<Record<FailureCode, number>> = {
  SIGN_IN_LOCKED: 15,
  TOO_MANY_REQUESTS: 60,
  NUMBERS_SUSPENDED: 60,
  REQUEST_UNDER_WAY: 1,
};

/** Answers with a failure that was foreseen. Most say that the state of things does not allow what was asked: 409. */
export function sendFailure(reply: FastifyReply, code: FailureCode): FastifyReply {
  const wait = retryAfter[code];
  return sendProblem(wait === undefined ? reply : reply.header('retry-after', wait), statuses[code] ?? 409, code);
}

/** The same for what `answerOnce` gives besides a value. */
export const sendRefusal = (reply: FastifyReply, refusal: 'other-body' | { ok: false; code: FailureCode }) =>
  refusal === 'other-body' ? sendProblem(reply, 422, 'BACKEND_REFUSED') : sendFailure(reply, refusal.code);

/** What `answerOnce` wants to know of a request whose headers follow `idempotencyHeadersSchema`. */
export const askedOnce = (
  actor: string,
  {
    method,
    url,
    headers,
    body,
  }: Pick<FastifyRequest, 'method' | 'url' | 'body'> & { headers: { 'idempotency-key': string } },
): AskedOnce => ({ actor, idempotencyKey: headers['idempotency-key'], body: { method, url, body } });
