import type { Readable } from 'node:stream';
import { boardSchema } from '../../contract/queue-entries.ts';
import type { Centre } from '../../contract/services.ts';
import { z } from '../../contract/zod.ts';
import type { Feed } from '../events/feed.ts';
import { eventStream } from '../events/stream.ts';
import { sendProblem, type Routes } from '../http.ts';
import type { Limits } from '../limits.ts';

const eventIdSchema = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .optional();

const mostShown = 200;

/** What everybody in the hall may see. */
export function boardRoutes(
  routes: Routes,
  { feed, centre }: { feed: Feed; centre: Centre },
  { listeners: mostListeners, listenersOfAddress }: Limits,
): void {
  const ending = new AbortController();
  /** Where each is. */
  const listeners = new Map<Readable, string>();
  routes.addHook('preClose', (done) => {
    ending.abort();
    done();
  });

  routes.get('/v1/board', { schema: { response: { 200: boardSchema } } }, () => {
    const { lastEvent, called } = feed.called();
    return { lastEvent, centre: centre.name, called: called.slice(0, mostShown) };
  });

  routes.get(
    '/v1/board/events',
    {
      // HEAD would open a stream that nobody takes and nobody ends.
      exposeHeadRoute: false,
      schema: {
        headers: z.object({ 'last-event-id': eventIdSchema }),
        querystring: z.object({ after: eventIdSchema }),
      },
    },
    async (request, reply) => {
      const ofAddress = [...listeners.values()].filter((address) => address === request.ip).length;
      if (ofAddress >= listenersOfAddress)
        return sendProblem(reply.header('retry-after', 10), 429, 'TOO_MANY_REQUESTS');
      if (listeners.size >= mostListeners)
        return sendProblem(reply.header('retry-after', 10), 503, 'TOO_MANY_REQUESTS');
      const after = request.headers['last-event-id'] ?? request.query.after ?? feed.lastEvent();
      const stream = eventStream(feed, after, ending.signal);
      listeners.set(stream, request.ip);
      stream.once('close', () => listeners.delete(stream));
      // A proxy that gathers an answer before it passes it on would hold back every event.
      reply.headers({ 'x-accel-buffering': 'no', connection: 'close' });
      return reply.type('text/event-stream').send(stream);
    },
  );
}
