import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyError } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Socket } from 'node:net';
import { problemOf, sendProblem } from './http.ts';
import { speakJsonOnly } from './json.ts';
import { limitByAddress, type Limits } from './limits.ts';
import { errorEntry, type Log } from './log.ts';
import { isDatabaseAway } from './store/away.ts';

/** A card's evidence is the largest thing that is sent: some 60 kB. */
const bodyLimit = 262_144;
const longestUrl = 1_024;
const mostConnections = 2_000;
/** Milliseconds: for the headers, for the whole request, and how often that is looked at. */
const times = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 2_000 };
/** Seconds after which a database that is away is asked for again. */
const retryAfter = 2;

/**
 * How the server speaks HTTP, whatever its routes: limits, errors as problems, and the headers of every answer. Fastify's own request
 * log is off: URLs and bodies are nobody's to keep.
 * @param proxies addresses whose `X-Forwarded-For` is believed, besides this machine's
 */
export function newApp({
  limits,
  log,
  proxies = [],
}: {
  limits: Limits;
  log: Log;
  proxies?: readonly string[] | undefined;
}) {
  const app = Fastify({
    logger: false,
    bodyLimit,
    requestTimeout: times.requestTimeout,
    http: { ...times, maxHeaderSize: 8_192 },
    trustProxy: ['loopback', ...proxies],
    // Who asks on a connection that is open already is still answered while the server ends.
    return503OnClosing: false,
    frameworkErrors: (error, _request, reply) => {
      void sendProblem(reply, error.statusCode ?? 400, 'BACKEND_REFUSED');
    },
    clientErrorHandler: answerNonsense,
  }).withTypeProvider<ZodTypeProvider>();
  app.server.maxConnections = mostConnections;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  speakJsonOnly(app);

  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return sendProblem(reply, status, 'BACKEND_REFUSED');
    log(errorEntry('request-failed', error));
    if (isDatabaseAway(error)) return sendProblem(reply.header('retry-after', retryAfter), 503, 'BACKEND_ERROR');
    return sendProblem(reply, 500, 'BACKEND_ERROR');
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, 404, 'BACKEND_REFUSED'));

  app.addHook('onRequest', async (request, reply) => {
    // A page sets a policy of its own; what a browser must not keep, or take for something else, is most of the rest.
    reply.headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    if (request.url.length > longestUrl) await sendProblem(reply, 414, 'BACKEND_REFUSED');
  });
  let isEnding = false;
  app.addHook('preClose', (done) => {
    isEnding = true;
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // A connection that is kept open after its last answer would keep the server from ending.
    if (isEnding) reply.header('connection', 'close');
    done();
  });
  app.register(cookie);
  app.register(rateLimit, { global: false, cache: 20_000 });
  app.after(() => {
    app.addHook('onRequest', limitByAddress(app, limits));
  });
  return app;
}

/** What is no HTTP, is too long, or too slow: there is no request yet. */
function answerNonsense(error: Error & { code?: string }, socket: Socket): void {
  const statuses: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };
  const problem = problemOf(statuses[error.code ?? ''] ?? 400, 'BACKEND_REFUSED');
  const body = JSON.stringify(problem);
  if (socket.writable)
    socket.end(
      `HTTP/1.1 ${problem.status} ${problem.title}\r\nContent-Type: application/problem+json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  else socket.destroy();
}
