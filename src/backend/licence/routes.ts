import { licenceLookUpSchema, licenceRecordSchema } from '../../contract/licence.ts';
import { answerOnce } from '../answer-once.ts';
import { askedOnce, idempotencyHeadersSchema, sendRefusal, type Routes } from '../http.ts';
import { lookUpLicence, type LicenceDeps } from './look-up.ts';

export function licenceRoutes(routes: Routes, deps: LicenceDeps): void {
  routes.post(
    '/v1/licence-look-ups',
    {
      schema: {
        headers: idempotencyHeadersSchema,
        body: licenceLookUpSchema,
        response: { 200: licenceRecordSchema },
      },
    },
    async (request, reply) => {
      const answer = await answerOnce(deps, askedOnce(`kiosk ${request.kiosk}`, request), (settle) =>
        lookUpLicence(deps, request.kiosk, request.body, settle),
      );
      if (answer === 'other-body' || !answer.ok) return sendRefusal(reply, answer);
      return reply.send(answer.value);
    },
  );
}
