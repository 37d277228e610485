import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { servicesResponseSchema } from '../contract/backend-api.ts';
import { serviceDay } from '../contract/queue.ts';
import { fhirRoutes } from './adapters/fhir/routes.ts';
import type { FhirSettings } from './adapters/fhir/settings.ts';
import { forgetAnswers } from './answer-once.ts';
import { newApp } from './app.ts';
import { auditRoutes } from './audit/routes.ts';
import { boardRoutes } from './board/routes.ts';
import { checkRoutes } from './checks/routes.ts';
import { endDaysBefore } from './calling/end-day.ts';
import { callingRoutes, ticketRoutes } from './calling/routes.ts';
import { every, type Job } from './jobs.ts';
import { healthRoutes, type HealthDeps } from './health.ts';
import { helpDeskRoutes, helpRoutes } from './help/routes.ts';
import { forgetWhoAsked } from './enrolment/forget.ts';
import { requireKiosk } from './enrolment/require-kiosk.ts';
import { enrolmentRoutes, kioskAdministrationRoutes } from './enrolment/routes.ts';
import { describeApi } from './openapi/document.ts';
import type { Feed } from './events/feed.ts';
import { noteUnspent } from './leases/grant.ts';
import { leaseRoutes } from './leases/routes.ts';
import type { LicenceDeps } from './licence/look-up.ts';
import { licenceRoutes } from './licence/routes.ts';
import type { Log } from './log.ts';
import type { Routes } from './http.ts';
import { limitByKiosk, usualLimits, type Limits } from './limits.ts';
import { gapRoutes } from './queues/gaps.ts';
import { pageRoutes } from './pages.ts';
import type { IssuingDeps } from './queues/issue.ts';
import { queueRoutes } from './queues/routes.ts';
import { staffRoutes } from './staff/routes.ts';
import { forgetEvents } from './store/events.ts';
import { forgetHelpCalls } from './store/help-calls.ts';
import { forgetVisits } from './store/forget-visits.ts';
import { forgetLastClinics } from './store/last-clinics.ts';
import { forgetExpired } from './store/verifications.ts';
import { verificationRoutes } from './verification/routes.ts';
import type { VerificationDeps } from './verification/verify-card.ts';

export interface BackendDeps extends VerificationDeps, LicenceDeps, IssuingDeps, HealthDeps {
  feed: Feed;
  log: Log;
  /** Where absent, the usual ones. */
  limits?: Limits | undefined;
  visitsKeptDays?: number;
  lastClinicKeptDays?: number;
  fhir?: FhirSettings | undefined;
  pagesDirectory?: string | undefined;
  /** Of proxies before this server, on other machines. */
  proxies?: readonly string[] | undefined;
}

const jobInterval = 60_000;
const day = 86_400_000;
/** Longer than a kiosk may be cut off and then tell of its visits. */
const usualDaysKept = 7;
/** From one appointment of a chronic illness to the next, and back. */
const usualLastClinicDays = 180;
const eventLife = 2 * 24 * 3_600_000;

/** The centre's server, not yet listening. */
export function buildServer(deps: BackendDeps) {
  const { log, limits = usualLimits, proxies } = deps;
  const app = newApp({ limits, log, proxies });

  describeApi(app);

  // For everybody: nothing personal, unless who asks shows a ticket's token.
  app.register(
    scope((routes) => {
      healthRoutes(routes, deps);
      ticketRoutes(routes, deps);
      boardRoutes(routes, deps, limits);
    }),
  );

  // For a kiosk that has a key and no name yet.
  app.register(
    scope((routes) => {
      enrolmentRoutes(routes, deps);
    }),
  );

  // For enrolled kiosks.
  app.register(
    scope((routes) => {
      requireKiosk(routes, deps);
      routes.addHook('onRequest', limitByKiosk(routes, limits));

      routes.get('/v1/services', { schema: { response: { 200: servicesResponseSchema } } }, () => ({
        centre: deps.centre,
        services: [...deps.services],
      }));
      verificationRoutes(routes, deps);
      licenceRoutes(routes, deps);
      queueRoutes(routes, deps);
      leaseRoutes(routes, deps);
      helpRoutes(routes, deps);
    }),
  );

  // For staff: each route names the roles that it lets in (`requireStaff`).
  app.register(
    scope((routes) => {
      staffRoutes(routes, deps);
      kioskAdministrationRoutes(routes, deps);
      gapRoutes(routes, deps);
      auditRoutes(routes, deps);
      checkRoutes(routes, deps);
      callingRoutes(routes, deps);
      helpDeskRoutes(routes, deps);
    }),
  );

  const { fhir, pagesDirectory } = deps;
  if (pagesDirectory !== undefined) app.register(scope(pageRoutes(pagesDirectory)));

  // For the hospital's systems.
  if (fhir)
    app.register(
      (instance, _options, done) => {
        fhirRoutes(instance, { settings: fhir, ...deps });
        done();
      },
      { prefix: '/fhir/R4' },
    );

  const stopJobs = every(jobInterval, jobsOf(deps), log);
  app.addHook('onReady', () => endDaysBefore(deps));
  app.addHook('onClose', stopJobs);
  return app;
}

/** What no request does. */
function jobsOf(deps: BackendDeps): readonly Job[] {
  const { database, now, visitsKeptDays = usualDaysKept, lastClinicKeptDays = usualLastClinicDays } = deps;
  const forgetting = [
    () => forgetExpired(database, now()),
    () => forgetVisits(database, serviceDay(now() - visitsKeptDays * day)),
    () => forgetLastClinics(database, serviceDay(now() - lastClinicKeptDays * day)),
    () => forgetAnswers(deps),
    () => forgetEvents(database, now() - eventLife),
    () => forgetHelpCalls(database, now() - day),
    () => forgetWhoAsked(deps),
  ];
  return [
    ...forgetting.map((work) => ({ work, failure: 'forgetting-failed' })),
    { work: () => endDaysBefore(deps), failure: 'ending-day-failed' },
    { work: () => noteUnspent(database, now()), failure: 'noting-gaps-failed' },
  ];
}

const scope =
  (add: (routes: Routes) => void) =>
  (instance: FastifyInstance, _options: unknown, done: () => void): void => {
    add(instance.withTypeProvider<ZodTypeProvider>());
    done();
  };
