import swagger, { type SwaggerTransform } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { contentPolicy } from '../../contract/content-policy.ts';
import { problemSchema } from '../../contract/backend-api.ts';
import { z } from '../../contract/zod.ts';
import { operations, type Audience } from './operations.ts';

const securityOf: Readonly<Record<Audience, Record<string, string[]>[]>> = {
  everybody: [],
  kiosks: [{ kioskSignature: [] }],
  staff: [{ staffSession: [] }],
};

const description = `
The server of one centre. Errors are problem+json (RFC 9457) with a \`code\` from a closed list. POSTs that create something want an
\`Idempotency-Key\`: the same key and body have the same answer, another body 422, one that is still worked on 409.
See docs/api.md in the source for events, signatures and how to try again.`;

/** GET /v1/openapi.json: the API as its schemas have it, OpenAPI 3.1; and /v1/docs, the same for people. Before all routes. */
export function describeApi(app: FastifyInstance): void {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Trạm', version: '1', description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      servers: [{ url: '/' }],
      tags: [
        { name: 'everybody', description: 'Needs no name and holds no personal data.' },
        { name: 'kiosks', description: 'Each request is signed with the key of an enrolled kiosk.' },
        {
          name: 'staff',
          description: 'With the cookie of a session, from pages of this server; each operation names its roles.',
        },
      ],
      components: {
        securitySchemes: {
          kioskSignature: {
            type: 'apiKey',
            in: 'header',
            name: 'Signature',
            description:
              'HTTP message signature (RFC 9421), ed25519, with Signature-Input and Content-Digest (RFC 9530).',
          },
          staffSession: {
            type: 'apiKey',
            in: 'cookie',
            name: 'tram-staff',
            description: 'POST /v1/staff-sessions sets it.',
          },
        },
      },
    },
    transform: describe,
  });
  app.get('/v1/openapi.json', { schema: { hide: true } }, (_request, reply) => reply.send(app.swagger()));
  app.register(swaggerUi, {
    routePrefix: '/v1/docs',
    // The package's page brings styles within its HTML.
    staticCSP: contentPolicy({ inlineStyles: true }),
    uiConfig: { supportedSubmitMethods: [], validatorUrl: null, docExpansion: 'list', deepLinking: true },
  });
}

/** Adds to a route's own schemas what is the same everywhere, and its words. */
const describe: SwaggerTransform = (asked) => {
  const { url, route, schema } = asked;
  const method = String(route.method);
  const operation = operations[`${method} ${pathOf(url)}`];
  if (!operation) return { url, schema: { hide: true } };
  const { audience, summary, description } = operation;
  const own = schema as { response?: object; body?: unknown; headers?: unknown } | undefined;
  const streamed = url.endsWith('/events') && { 200: { content: { 'text/event-stream': { schema: z.string() } } } };
  return jsonSchemaTransform({
    ...asked,
    schema: {
      ...schema,
      summary,
      description,
      operationId: `${method} ${url}`.replaceAll(/\W+/g, '-').toLowerCase(),
      tags: [audience],
      security: securityOf[audience],
      response: { ...streamed, ...own?.response, default: problem },
    },
  });
};

const problem = {
  description: 'A problem (RFC 9457). 429 and 503 say in Retry-After when to try again.',
  content: { 'application/problem+json': { schema: problemSchema } },
};

/** As OpenAPI writes a path: `/v1/tickets/{ticketToken}`. */
const pathOf = (url: string): string => url.replaceAll(/:(\w+)/g, '{$1}');
