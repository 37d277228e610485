import Fastify, { type FastifyError } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { servicesResponseSchema } from '../contract/backend-api.ts';
import { z } from '../contract/zod.ts';
import { kioskOf, type EnrolledKiosk } from './kiosks.ts';
import { errorEntry, type Log } from './log.ts';
import { sendProblem } from './http.ts';
import type { IssuingDeps } from './queues/issue.ts';
import { queueRoutes } from './queues/routes.ts';
import { forgetExpired } from './store/verifications.ts';
import { verificationRoutes, type VerificationDeps } from './verification/routes.ts';

export interface BackendDeps extends VerificationDeps, IssuingDeps {
  kiosks: readonly EnrolledKiosk[];
  log: Log;
}

const bodyLimit = 262_144;
const requestTimeout = 15_000;
const forgetEvery = 60_000;

/** The centre's server, not yet listening. Its own request log is off: URLs and bodies are nobody's to keep. */
export function buildServer(deps: BackendDeps) {
  const { database, log } = deps;
  const app = Fastify({ logger: false, bodyLimit, requestTimeout }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);

  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return sendProblem(reply, status, 'BACKEND_REFUSED');
    log(errorEntry('request-failed', error));
    return sendProblem(reply, 500, 'BACKEND_ERROR');
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, 404, 'BACKEND_REFUSED'));

  app.get('/v1/health', { schema: { response: { 200: z.strictObject({ status: z.literal('ok') }) } } }, async () => {
    await sql`SELECT 1`.execute(database);
    return { status: 'ok' as const };
  });

  app.register((kioskRoutes, _options, done) => {
    kioskRoutes.decorateRequest('kiosk', '');
    kioskRoutes.addHook('onRequest', async (request, reply) => {
      const kiosk = kioskOf(request.headers.authorization, deps.kiosks);
      if (kiosk !== undefined) {
        request.kiosk = kiosk;
        return;
      }
      await sendProblem(reply.header('www-authenticate', 'Bearer'), 401, 'BACKEND_REFUSED');
    });

    const routes = kioskRoutes.withTypeProvider<ZodTypeProvider>();
    routes.get('/v1/services', { schema: { response: { 200: servicesResponseSchema } } }, () => ({
      centre: deps.centre,
      services: [...deps.services],
    }));
    verificationRoutes(routes, deps);
    queueRoutes(routes, deps);
    done();
  });

  const forgetting = setInterval(() => {
    forgetExpired(database, deps.now()).catch((error: unknown) => log(errorEntry('forgetting-failed', error)));
  }, forgetEvery);
  app.addHook('onClose', () => {
    clearInterval(forgetting);
  });
  return app;
}
