import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './http.ts';

/** What one instance allows: requests a minute, counted in its own memory. Several instances allow that much each. */
export interface Limits {
  /** Of a kiosk, by its signature. An outbox that waited for days is sent at this rate. */
  kiosk: number;
  /** Of a kiosk, at routes by which one in wrong hands could fish for what the centre may ask others. */
  kioskRoutes: Readonly<Record<string, number>>;
  /** From an address (IPv6: a /64): a hall's boards and telephones may share one. */
  address: number;
  /**
   * Routes at which somebody could try secrets, from an address. Not enrolling: a code cannot be guessed at any rate that a server
   * answers at (`enrolment/enrol.ts`), and a stranger behind the same router must not use up the tries of whoever has one.
   */
  routes: Readonly<Record<string, number>>;
  /** Of events, at the same time. */
  listeners: number;
  /** Of these, from one address. */
  listenersOfAddress: number;
}

export const usualLimits: Limits = {
  kiosk: 1_200,
  // Enough for whoever mistypes a number, and few to fish with.
  kioskRoutes: { 'POST /v1/declarations': 10 },
  address: 3_000,
  routes: {
    'POST /v1/staff-sessions': 30,
    'GET /v1/tickets/:ticketToken': 600,
  },
  listeners: 1_000,
  listenersOfAddress: 100,
};

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** An onRequest hook for every route, by address. */
export const limitByAddress = (app: FastifyInstance, { address, routes }: Limits): Hook => limit(app, address, routes);

/** An onRequest hook after the one that knows the kiosk. */
export const limitByKiosk = (app: FastifyInstance, { kiosk, kioskRoutes }: Limits): Hook =>
  limit(app, kiosk, kioskRoutes, (request) => request.kiosk);

function limit(
  app: FastifyInstance,
  max: number,
  routes: Readonly<Record<string, number>>,
  whoOf?: (request: FastifyRequest) => string,
): Hook {
  const anywhere = counter(app, max, whoOf);
  const tighter = new Map(Object.entries(routes).map(([route, max]) => [route, counter(app, max, whoOf)]));
  return async (request, reply) => {
    const atRoute = tighter.get(`${request.method} ${request.routeOptions.url ?? ''}`);
    const wait = (await anywhere(request)) ?? (await atRoute?.(request));
    if (wait !== undefined) await refuse(reply, wait);
  };
}

const refuse = (reply: FastifyReply, wait: number): FastifyReply =>
  sendProblem(reply.header('retry-after', wait), 429, 'TOO_MANY_REQUESTS');

/** Counts a request. @returns the seconds to wait where it is one too many */
function counter(app: FastifyInstance, max: number, keyGenerator?: (request: FastifyRequest) => string) {
  const count = app.createRateLimit({ max, timeWindow: 60_000, ...(keyGenerator && { keyGenerator }) });
  return async (request: FastifyRequest): Promise<number | undefined> => {
    const counted = await count(request);
    return counted.isAllowed || !counted.isExceeded ? undefined : counted.ttlInSeconds;
  };
}
