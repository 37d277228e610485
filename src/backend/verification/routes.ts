import { randomBytes } from 'node:crypto';
import { verifyEvidence, type TrustStore } from '../../../drivers/emrtd/index.ts';
import {
  challengeResponseSchema,
  verificationRequestSchema,
  verificationResponseSchema,
} from '../../contract/backend-api.ts';
import { serviceDay } from '../../contract/queue.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import { checkInsurance, type InsurancePortal } from '../eligibility/eligibility.ts';
import { sendProblem, type Routes } from '../http.ts';
import { addChallenge, takeChallenge } from '../store/challenges.ts';
import type { Database } from '../store/database.ts';
import type { Sealing } from '../store/sealing.ts';
import { addVerification } from '../store/verifications.ts';
import { newToken } from '../tokens.ts';
import { decideIdentity } from './policy.ts';

const challengeLife = 2 * 60_000;
const verificationLife = 15 * 60_000;

export interface VerificationDeps {
  database: Database;
  sealing: Sealing;
  trust: TrustStore;
  services: readonly ServiceDefinition[];
  portal: InsurancePortal;
  now: () => number;
}

export function verificationRoutes(routes: Routes, deps: VerificationDeps): void {
  const { database, sealing, trust, services, portal, now } = deps;

  routes.post('/v1/challenges', { schema: { response: { 201: challengeResponseSchema } } }, async (request, reply) => {
    const issued = { challengeId: newToken(), challenge: randomBytes(8).toString('hex') };
    await addChallenge(database, {
      id: issued.challengeId,
      kiosk: request.kiosk,
      challenge: issued.challenge,
      expiresAt: now() + challengeLife,
    });
    return reply.code(201).send(issued);
  });

  routes.post(
    '/v1/verifications',
    { schema: { body: verificationRequestSchema, response: { 201: verificationResponseSchema } } },
    async (request, reply) => {
      const { challengeId, evidence, scannedNumber, service: serviceId } = request.body;
      const service = services.find(({ id }) => id === serviceId);
      if (service?.identity !== 'chip') return sendProblem(reply, 409, 'BACKEND_REFUSED');
      const challenge = await takeChallenge(database, challengeId, request.kiosk, now());
      if (challenge === undefined) return sendProblem(reply, 409, 'CHALLENGE_EXPIRED');

      const verified = verifyEvidence(evidence, { trust, now, challenge });
      if (!verified.ok) return sendProblem(reply, 422, verified.code);
      const { document, proof } = verified.value;
      if (!('personalNumber' in document)) return sendProblem(reply, 422, 'CARD_NOT_SUPPORTED');
      const decision = decideIdentity({ document, proof, scannedNumber, today: serviceDay(now()) });
      const { identity, reason } = decision;
      const asksPortal = identity !== 'refused' && service.eligibility === 'health-insurance';
      const eligibility = asksPortal ? await checkInsurance(document, portal) : undefined;

      const verificationId = newToken();
      await addVerification(database, sealing, {
        id: verificationId,
        kiosk: request.kiosk,
        expiresAt: now() + verificationLife,
        verification:
          identity === 'refused'
            ? { identity }
            : { identity, service: serviceId, reason, document, proof, eligibility },
      });
      return reply.code(201).send({ verificationId, ...decision, proof, ...(eligibility && { eligibility }) });
    },
  );
}
