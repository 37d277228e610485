import { tokenSchema } from '../../contract/backend-api.ts';
import { checkedVisitSchema, unverifiedSchema, visitAnswersSchema, visitCheckSchema } from '../../contract/checks.ts';
import { serviceDay, serviceDaySchema } from '../../contract/queue.ts';
import { z } from '../../contract/zod.ts';
import { answerOnce } from '../answer-once.ts';
import { askedOnce, idempotencyHeadersSchema, sendFailure, sendRefusal, type Routes } from '../http.ts';
import { requireStaff } from '../staff/require-staff.ts';
import { audit } from '../store/audit.ts';
import { transact } from '../store/database.ts';
import { findPhoto } from '../store/photos.ts';
import { findUnverified, findVisits } from '../store/visits.ts';
import { checkVisit, type CheckingDeps } from './check-visit.ts';
import { calledBy, checkedPerson, checkedVisit } from './missing.ts';
import { saidIn } from './said.ts';

const mostShown = 500;

/** The later check of those who were served "chưa xác minh". */
export function checkRoutes(routes: Routes, deps: CheckingDeps): void {
  const { database, sealing, services, now } = deps;
  const onRequest = requireStaff(deps, ['clerk', 'supervisor']);

  routes.get(
    '/v1/unverified',
    {
      onRequest,
      schema: {
        querystring: z.strictObject({ day: serviceDaySchema.optional() }),
        response: { 200: unverifiedSchema },
      },
    },
    async ({ query }) => {
      const day = query.day ?? serviceDay(now());
      const found = await findUnverified(database, sealing, day, mostShown + 1);
      const visits = found.slice(0, mostShown).map((stored) =>
        checkedVisit(
          stored,
          services.find(({ id }) => id === stored.visit.request.service),
        ),
      );
      return { serviceDay: day, visits, more: found.length > mostShown };
    },
  );

  routes.get(
    '/v1/visits/:ticketToken/answers',
    {
      onRequest,
      schema: { params: z.strictObject({ ticketToken: tokenSchema }), response: { 200: visitAnswersSchema } },
    },
    async (request, reply) => {
      const { ticketToken } = request.params;
      const [visit] = await findVisits(database, sealing, [ticketToken]);
      if (!visit) return sendFailure(reply, 'NOT_FOUND');
      await transact(database, (transaction) =>
        audit(transaction, {
          at: now(),
          actor: request.staff.staff,
          action: 'answers-read',
          subject: ticketToken,
          outcome: 'done',
        }),
      );
      const { number, request: asked, verification } = visit;
      const service = services.find(({ id }) => id === asked.service);
      const photo = (await findPhoto(database, sealing, ticketToken)) ?? asked.photo;
      return {
        number: number.number,
        service: service?.title ?? { vi: asked.service, en: asked.service },
        ...calledBy(checkedPerson(verification)),
        answers: saidIn(visit, service),
        ...(photo !== undefined && { photo }),
        ...(number.dossier && { dossier: number.dossier }),
      };
    },
  );

  routes.post(
    '/v1/visits/:ticketToken/checks',
    {
      onRequest,
      schema: {
        params: z.strictObject({ ticketToken: tokenSchema }),
        headers: idempotencyHeadersSchema,
        body: visitCheckSchema,
        response: { 201: checkedVisitSchema },
      },
    },
    async (request, reply) => {
      const { ticketToken } = request.params;
      const { staff } = request.staff;
      const [known] = await findVisits(database, sealing, [ticketToken]);
      if (!known) return sendFailure(reply, 'NOT_FOUND');
      const answer = await answerOnce(deps, askedOnce(`staff ${staff}`, request), (settle) =>
        checkVisit(deps, staff, ticketToken, request.body, settle),
      );
      if (answer === 'other-body' || !answer.ok) return sendRefusal(reply, answer);
      return reply.code(201).send(answer.value);
    },
  );
}
