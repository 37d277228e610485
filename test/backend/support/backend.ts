import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createTrustStore, type TrustStore } from '../../../drivers/emrtd/index.ts';
import type { ExtraCardId } from '../../../drivers/simulated/cards/make-cards.ts';
import { people, type PersonId } from '../../../drivers/simulated/people.ts';
import { bhxhPortal } from '../../../src/backend/adapters/bhxh/client.ts';
import { startPortalSimulator } from '../../../src/backend/adapters/bhxh/simulator.ts';
import type { FhirSettings } from '../../../src/backend/adapters/fhir/settings.ts';
import { readJson } from '../../../src/backend/config.ts';
import { startFeed } from '../../../src/backend/events/feed.ts';
import type { Limits } from '../../../src/backend/limits.ts';
import type { LogEntry } from '../../../src/backend/log.ts';
import type { LicenceRegister } from '../../../src/backend/licence/register.ts';
import { callingRulesSchema } from '../../../src/backend/order/rule.ts';
import { buildServer } from '../../../src/backend/server.ts';
import { createDatabase, openDatabase, type DatabaseLocation } from '../../../src/backend/store/database.ts';
import { createSealing } from '../../../src/backend/store/sealing.ts';
import {
  challengeResponseSchema,
  numberResponseSchema,
  verificationResponseSchema,
  type DeclarationRequest,
  type DeclaredPerson,
  type NumberRequest,
  type VerificationRequest,
} from '../../../src/contract/backend-api.ts';
import { priorityLawSchema } from '../../../src/contract/priority.ts';
import { centreSchema, serviceDefinitionSchema, type ServiceDefinition } from '../../../src/contract/services.ts';
import type { z } from '../../../src/contract/zod.ts';
import { emptyLocation, type DatabaseKind } from './databases.ts';
import { enrolled, keyOf, signedHeaders } from './kiosks.ts';
import { portalSettings } from './portal.ts';
import { readChip } from './cards.ts';

export const resources = join(import.meta.dirname, '../../../resources');

export interface Reply {
  status: number;
  body: unknown;
  type: string | null;
}

/** What a kiosk sends, signed, over real HTTP. It goes by the server's clock from the first time on that the server says so. @param more headers */
export function kioskOf(url: string, kiosk = 'kiosk-1', more: Record<string, string> = {}) {
  const own = keyOf(kiosk);
  let ahead = 0;

  async function call(method: string, path: string, body?: unknown, key?: string): Promise<Reply> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const send = () => {
      const at = Date.now() + ahead;
      const headers = { ...signedHeaders(own, { method, path, body: text, idempotencyKey: key, at }), ...more };
      return fetch(url + path, { method, headers, ...(text !== undefined && { body: text }) });
    };
    let response = await send();
    if (response.status === 401 && (await response.clone().text()).includes('CLOCK_SKEWED')) {
      ahead = Date.parse(response.headers.get('date') ?? '') - Date.now();
      response = await send();
    }
    const answer = await response.text();
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: answer === '' ? undefined : JSON.parse(answer),
    };
  }

  const challenge = async () =>
    challengeResponseSchema.parse((await call('POST', '/v1/challenges', {}, newKey())).body);
  const verify = (request: VerificationRequest, key = newKey()) => call('POST', '/v1/verifications', request, key);
  const declare = (request: DeclarationRequest, key = newKey()) => call('POST', '/v1/declarations', request, key);
  const number = (request: NumberRequest, key = newKey()) => call('POST', '/v1/numbers', request, key);
  return {
    call,
    challenge,
    verify,
    declare,
    number,
    /** Reads a person's card over a fresh challenge and has it verified. */
    async verified(person: PersonId | ExtraCardId, service: VerificationRequest['service'] = 'insurance-check-in') {
      const { challengeId, challenge: bytes } = await challenge();
      const { document, evidence } = await readChip(person, bytes);
      const reply = await verify({ challengeId, service, scannedNumber: document.personalNumber, evidence });
      return verificationResponseSchema.parse(reply.body);
    },
    async declared(person: DeclaredPerson, service: DeclarationRequest['service'] = 'insurance-check-in') {
      return verificationResponseSchema.parse((await declare({ service, person })).body);
    },
    async numberOf(request: NumberRequest, key?: string) {
      return numberResponseSchema.parse((await number(request, key)).body);
    },
  };
}

export const newKey = () => randomBytes(16).toString('base64url');

export const ticketRequest = (queue = 'cashier'): NumberRequest => ({
  service: 'queue-ticket',
  queue,
  priority: 'none',
  answers: { queue },
});

export const checkInRequest = (verificationId: string, queue = 'general'): NumberRequest => ({
  service: 'insurance-check-in',
  queue,
  verificationId,
  priority: 'none',
  answers: { priority: 'none', clinic: queue },
});

interface StartOptions {
  on?: DatabaseKind;
  trust?: TrustStore;
  /** Enrolled with the keys of their names; `kiosk-1` and `kiosk-2` where nothing is said. */
  kiosks?: readonly string[];
  portalTimeoutMs?: number;
  limits?: Limits;
  freeBytes?: () => Promise<number>;
  /** Instead of a database of the shared PostgreSQL or a file. */
  at?: DatabaseLocation;
  fhir?: FhirSettings;
  licenceRegister?: LicenceRegister;
  /** What is otherwise in some of the demonstration's services. */
  services?: Readonly<Record<string, Partial<ServiceDefinition>>>;
  pagesDirectory?: string;
  /** Any free one where nothing is said. */
  port?: number;
  /** Another instance on the database and by the clock of this one. Within one process that is for PostgreSQL. */
  beside?: { location: DatabaseLocation; clock: { now: number } };
}

/** A backend on loopback with a database of its own, beside a portal. Both end with the test. */
export async function startBackend(options: StartOptions = {}) {
  const location = options.beside?.location ?? options.at ?? (await emptyLocation(options.on ?? 'sqlite'));
  const sealing = createSealing(Buffer.alloc(32, 7));
  if (!options.beside) await createDatabase(location, sealing);
  const database = await openDatabase(location, sealing);
  if (!options.beside) await enrolled(database, options.kiosks ?? ['kiosk-1', 'kiosk-2']);
  const portal = await startPortalSimulator({ people });
  const clock = options.beside?.clock ?? { now: Date.now() };
  const log: LogEntry[] = [];

  const json = <Schema extends z.ZodType>(schema: Schema, ...path: string[]) =>
    readJson(join(resources, ...path), schema);
  const services = (await readdir(join(resources, 'services'))).toSorted();
  const feed = await startFeed({ database, location, now: () => clock.now, log: (entry) => log.push(entry) });
  const server = buildServer({
    database,
    feed,
    limits: options.limits,
    freeBytes: options.freeBytes,
    sealing,
    trust: options.trust ?? createTrustStore([]),
    centre: json(centreSchema, 'centre.json'),
    services: services
      .map((file) => json(serviceDefinitionSchema, 'services', file))
      .map((service) => ({ ...service, ...options.services?.[service.id] })),
    priorityLaw: json(priorityLawSchema, 'rules', 'priority.json'),
    callingRules: json(callingRulesSchema, 'rules', 'calling.json'),
    portal: bhxhPortal(
      { ...portalSettings(portal.url), ...(options.portalTimeoutMs && { timeoutMs: options.portalTimeoutMs }) },
      () => clock.now,
      (entry) => log.push(entry),
    ),
    licenceRegister: options.licenceRegister,
    fhir: options.fhir,
    pagesDirectory: options.pagesDirectory,
    now: () => clock.now,
    log: (entry) => log.push(entry),
  });
  server.addHook('onClose', async () => {
    await feed.close();
    await database.destroy();
  });
  await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  onTestFinished(async () => {
    // A browser holds connections open that it never used, and a server would wait for their first words.
    server.server.closeAllConnections();
    await server.close();
    await portal.close();
  });
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return { url, server, portal, clock, log, sealing, database, location, close: () => server.close() };
}
