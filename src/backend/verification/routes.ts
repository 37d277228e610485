import { randomBytes } from 'node:crypto';
import {
  challengeResponseSchema,
  declarationRequestSchema,
  verificationRequestSchema,
  verificationResponseSchema,
} from '../../contract/backend-api.ts';
import { ok } from '../../contract/result.ts';
import { answerOnce } from '../answer-once.ts';
import { askedOnce, idempotencyHeadersSchema, sendProblem, sendRefusal, type Routes } from '../http.ts';
import { addChallenge } from '../store/challenges.ts';
import { transact } from '../store/database.ts';
import { newToken } from '../tokens.ts';
import { declarePerson } from './declare.ts';
import { verifyCard, type VerificationDeps } from './verify-card.ts';

const challengeLife = 2 * 60_000;
/** RND.IFD, ICAO 9303-11 §6.1. */
const challengeBytes = 8;

export function verificationRoutes(routes: Routes, deps: VerificationDeps): void {
  const { database, now } = deps;

  routes.post(
    '/v1/challenges',
    { schema: { headers: idempotencyHeadersSchema, response: { 201: challengeResponseSchema } } },
    async (request, reply) => {
      const answer = await answerOnce(deps, askedOnce(`kiosk ${request.kiosk}`, request), async (settle) => {
        const issued = { challengeId: newToken(), challenge: randomBytes(challengeBytes).toString('hex') };
        const { challengeId: id, challenge } = issued;
        await transact(database, async (transaction) => {
          await addChallenge(transaction, { id, kiosk: request.kiosk, challenge, expiresAt: now() + challengeLife });
          await settle(transaction, issued);
        });
        return ok(issued);
      });
      if (answer === 'other-body' || !answer.ok) return sendRefusal(reply, answer);
      return reply.code(201).send(answer.value);
    },
  );

  routes.post(
    '/v1/verifications',
    {
      schema: {
        headers: idempotencyHeadersSchema,
        body: verificationRequestSchema,
        response: { 201: verificationResponseSchema },
      },
    },
    async (request, reply) => {
      const answer = await answerOnce(deps, askedOnce(`kiosk ${request.kiosk}`, request), (settle) =>
        verifyCard(deps, request.kiosk, request.body, settle),
      );
      if (answer === 'other-body' || !answer.ok) return sendRefusal(reply, answer);
      return reply.code(201).send(answer.value);
    },
  );

  routes.post(
    '/v1/declarations',
    {
      schema: {
        headers: idempotencyHeadersSchema,
        body: declarationRequestSchema,
        response: { 201: verificationResponseSchema },
      },
    },
    async (request, reply) => {
      const { person } = request.body;
      const service = deps.services.find(({ id }) => id === request.body.service);
      if (!service?.servesDeclared?.includes(person.by)) return sendProblem(reply, 403, 'BACKEND_REFUSED');
      const answer = await answerOnce(deps, askedOnce(`kiosk ${request.kiosk}`, request), (settle) =>
        declarePerson(deps, request.kiosk, { service, person }, settle),
      );
      if (answer === 'other-body' || !answer.ok) return sendRefusal(reply, answer);
      return reply.code(201).send(answer.value);
    },
  );
}
