import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseJson } from '../../json.ts';
import { makeAppointment } from './appointment.ts';
import { cancelByPatch, cancelByUpdate } from './cancel-appointment.ts';
import { capabilityStatement } from './capability.ts';
import { kindsOf, type Kind } from './kinds.ts';
import { outcomeOfStatus, refusal, Refusal } from './outcome.ts';
import { bundleOf, isId, parseSearch } from './search.ts';
import { systemOf, type FhirSettings } from './settings.ts';
import type { FacadeDeps, Site } from './site.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Which of the hospital's systems asks; set on the routes of the FHIR façade. */
    system: string;
  }
}

export interface FhirDeps extends Omit<FacadeDeps, 'site'> {
  settings: FhirSettings;
  centre: Site['centre'];
  services: Site['services'];
}

const json = 'application/json';
const fhirJson = 'application/fhir+json';
const patchJson = 'application/json-patch+json';
const form = 'application/x-www-form-urlencoded';
const mostBytes = 65_536;

/**
 * FHIR R4 for the hospital's systems, under the prefix that it is registered with: visits, their queue entries, people and their
 * insurance to read and to search for, appointments to make and to cancel. Whatever goes wrong is told as an OperationOutcome.
 */
export function fhirRoutes(app: FastifyInstance, { settings, centre, services, ...deps }: FhirDeps): void {
  const { url, identifierSystems, systems } = settings;
  const site = { url, identifierSystems, centre, services };
  const kinds = kindsOf({ site, ...deps });
  const metadata = capabilityStatement(site, kinds);

  app.decorateRequest('system', '');
  app.addContentTypeParser(
    [fhirJson, patchJson],
    { parseAs: 'buffer', bodyLimit: mostBytes },
    (_request, body, done) => {
      try {
        done(null, parseJson(body as Buffer));
      } catch {
        done(refusal(400, 'structure', { vi: 'Không phải JSON hợp lệ.', en: 'Not well-formed JSON.' }));
      }
    },
  );
  app.addContentTypeParser(form, { parseAs: 'string', bodyLimit: mostBytes }, (_request, body, done) =>
    done(null, new URLSearchParams(body as string)),
  );

  app.addHook('onRequest', async (request, reply) => {
    const system = systemOf(request.headers.authorization, systems);
    if (system === undefined && request.routeOptions.url !== `${app.prefix}/metadata`) {
      await reply.header('www-authenticate', 'Bearer').code(401).send(outcomeOfStatus(401));
      return;
    }
    request.system = system ?? '';
    if (!mayBeTold(request)) await reply.code(406).send(outcomeOfStatus(406));
  });
  // What the server refuses before and beside these routes is a problem (RFC 9457); here it is told as FHIR tells it.
  app.addHook('onSend', (_request, reply, payload, done) => {
    const isProblem = String(reply.getHeader('content-type')).startsWith('application/problem+json');
    reply.header('content-type', `${fhirJson}; charset=utf-8`);
    done(null, isProblem ? JSON.stringify(outcomeOfStatus(reply.statusCode)) : payload);
  });
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof Refusal) return reply.code(error.statusCode).send(error.outcome);
    // To the server's own handler, which logs what nobody foresaw.
    throw error;
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(outcomeOfStatus(404)));

  app.get('/metadata', () => metadata);
  for (const kind of kinds) {
    app.get<{ Params: { id: string } }>(`/${kind.type}/:id`, async (request, reply) => {
      const { id } = request.params;
      const resource = isId(id) ? await kind.read(id, request.system) : undefined;
      return resource ?? reply.code(404).send(outcomeOfStatus(404));
    });
    app.get(`/${kind.type}`, (request) => search(kind, request, new URLSearchParams()));
    app.post(`/${kind.type}/_search`, (request) => {
      takes(request, [form]);
      return search(kind, request, request.body as URLSearchParams);
    });
  }

  async function search(kind: Kind, request: FastifyRequest, inForm: URLSearchParams) {
    const inUrl = new URL(request.url, url).searchParams;
    const isStrict = /\bhandling=strict\b/.test(String(request.headers.prefer));
    const { search, told, ignored } = parseSearch(kind.parameters, inUrl, inForm, isStrict);
    const found = await kind.search(search, request.system);
    return bundleOf(url, kind.type, found, told, ignored, deps.now());
  }

  const appointments = { site, ...deps };
  app.post('/Appointment', async (request, reply) => {
    takes(request, [fhirJson, json]);
    const condition = request.headers['if-none-exist'];
    const made = await makeAppointment(appointments, request.system, request.body, condition?.toString());
    return reply
      .code(made.isNew ? 201 : 200)
      .header('location', `${url}/Appointment/${made.appointment.id}`)
      .send(made.appointment);
  });
  app.put<{ Params: { id: string } }>('/Appointment/:id', (request) => {
    takes(request, [fhirJson, json]);
    return cancelByUpdate(appointments, request.system, request.params.id, request.body);
  });
  app.patch<{ Params: { id: string } }>('/Appointment/:id', (request) => {
    takes(request, [patchJson]);
    return cancelByPatch(appointments, request.system, request.params.id, request.body);
  });
}

/** Parsers are the whole façade's; each interaction takes what it understands. */
function takes(request: FastifyRequest, types: readonly string[]): void {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(type)) throw new Refusal(415);
}

/** FHIR's JSON is what everybody gets who does not insist on something else. A `+` in a URL that was not escaped is a space. */
function mayBeTold(request: FastifyRequest): boolean {
  const wanted =
    new URL(request.url, 'http://localhost').searchParams.get('_format') ?? request.headers.accept ?? '*/*';
  return /(^|[\s,])(json|\*\/\*|application\/(\*|json|fhir[+ ]json))\s*([;,]|$)/.test(wanted);
}
