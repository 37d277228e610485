import type { FastifyRequest } from 'fastify';

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether what changes something was asked by a page of this server. Browsers say so themselves and no page can forge it; one that
 * says nothing is refused, since a cookie alone proves no intention (OWASP, cross-site request forgery).
 */
export function isFromOwnPage(request: FastifyRequest): boolean {
  if (safe.has(request.method)) return true;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = request.headers;
  return origin !== undefined && URL.parse(origin)?.host === request.host;
}
