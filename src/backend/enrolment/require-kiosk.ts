import { sendProblem, type Routes } from '../http.ts';
import { isDatabaseAway } from '../store/away.ts';
import { transact, type Database } from '../store/database.ts';
import { kiosksOf, useNonces, type Nonce } from '../store/kiosks.ts';
import { together } from '../together.ts';
import { requireSignature } from './signatures.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the request's signature; set on the kiosks' routes. */
    nonce: Nonce;
  }
  interface FastifyContextConfig {
    /** The route's own work refuses a replay, in its transaction: one commit less. */
    keepsNonce?: boolean;
  }
}

/** In one transaction. */
const mostTogether = 256;

/**
 * Lets in what an enrolled kiosk signed, once. The nonces of requests that arrive together are kept in one transaction, over all
 * servers of the centre.
 *
 * 401 BACKEND_REFUSED (not signed so, or a replay), CLOCK_SKEWED, KIOSK_NOT_ENROLLED.
 */
export function requireKiosk(routes: Routes, { database, now }: { database: Database; now: () => number }): void {
  const kioskOf = together((keys: readonly Buffer[]) => kiosksOf(database, keys), mostTogether, isDatabaseAway);
  const isNew = together(
    (nonces: readonly Nonce[]) => transact(database, (transaction) => useNonces(transaction, nonces)),
    mostTogether,
    isDatabaseAway,
  );

  routes.decorateRequest('kiosk', '');
  requireSignature(routes, now);
  routes.addHook('onRequest', async (request, reply) => {
    const kiosk = await kioskOf(request.signature.publicKey);
    if (kiosk === undefined) return sendProblem(reply, 401, 'KIOSK_NOT_ENROLLED');
    request.kiosk = kiosk;
    return undefined;
  });
  routes.addHook('preValidation', async (request, reply) => {
    const { nonce, expiresAt } = request.signature;
    request.nonce = { kiosk: request.kiosk, nonce, expiresAt };
    if (request.routeOptions.config.keepsNonce || (await isNew(request.nonce))) return undefined;
    return sendProblem(reply, 401, 'BACKEND_REFUSED');
  });
}
