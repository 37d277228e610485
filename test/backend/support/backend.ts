import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createTrustStore, type TrustStore } from '../../../drivers/emrtd/index.ts';
import type { ExtraCardId } from '../../../drivers/simulated/cards/make-cards.ts';
import { people, type PersonId } from '../../../drivers/simulated/people.ts';
import { bhxhPortal } from '../../../src/backend/adapters/bhxh/client.ts';
import { startPortalSimulator } from '../../../src/backend/adapters/bhxh/simulator.ts';
import { readJson } from '../../../src/backend/config.ts';
import type { EnrolledKiosk } from '../../../src/backend/kiosks.ts';
import type { LogEntry } from '../../../src/backend/log.ts';
import { buildServer } from '../../../src/backend/server.ts';
import { createDatabase, openDatabase } from '../../../src/backend/store/database.ts';
import { createSealing } from '../../../src/backend/store/sealing.ts';
import {
  challengeResponseSchema,
  numberResponseSchema,
  verificationResponseSchema,
  type NumberRequest,
  type VerificationRequest,
} from '../../../src/contract/backend-api.ts';
import { priorityLawSchema } from '../../../src/contract/priority.ts';
import { centreSchema, serviceDefinitionSchema } from '../../../src/contract/services.ts';
import type { z } from '../../../src/contract/zod.ts';
import { emptyLocation, type DatabaseKind } from './databases.ts';
import { portalSettings } from './portal.ts';
import { readChip } from './cards.ts';

export const resources = join(import.meta.dirname, '../../../resources');
export const kioskToken = 'kiosk-token-of-the-tests';
export const tokenHash = (token: string) => createHash('sha256').update(token).digest('hex');

export interface Reply {
  status: number;
  body: unknown;
  type: string | null;
}

/** What a kiosk sends, over real HTTP. */
export function kioskOf(url: string, token = kioskToken) {
  async function call(method: string, path: string, body?: unknown, key?: string): Promise<Reply> {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  const challenge = async () => challengeResponseSchema.parse((await call('POST', '/v1/challenges')).body);
  const verify = (request: VerificationRequest) => call('POST', '/v1/verifications', request);
  const number = (request: NumberRequest, key = newKey()) => call('POST', '/v1/numbers', request, key);
  return {
    call,
    challenge,
    verify,
    number,
    /** Reads a person's card over a fresh challenge and has it verified. */
    async verified(person: PersonId | ExtraCardId, service: VerificationRequest['service'] = 'insurance-check-in') {
      const { challengeId, challenge: bytes } = await challenge();
      const { document, evidence } = await readChip(person, bytes);
      const reply = await verify({ challengeId, service, scannedNumber: document.personalNumber, evidence });
      return verificationResponseSchema.parse(reply.body);
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

/** A backend on loopback with a database of its own, beside a portal. Both end with the test. */
export async function startBackend(
  options: { on?: DatabaseKind; trust?: TrustStore; kiosks?: EnrolledKiosk[]; portalTimeoutMs?: number } = {},
) {
  const location = await emptyLocation(options.on ?? 'sqlite');
  const sealing = createSealing(Buffer.alloc(32, 7));
  await createDatabase(location, sealing);
  const database = await openDatabase(location, sealing);
  const portal = await startPortalSimulator({ people });
  const clock = { now: Date.now() };
  const log: LogEntry[] = [];

  const json = <Schema extends z.ZodType>(schema: Schema, ...path: string[]) =>
    readJson(join(resources, ...path), schema);
  const services = (await readdir(join(resources, 'services'))).toSorted();
  const server = buildServer({
    database,
    sealing,
    kiosks: options.kiosks ?? [{ kiosk: 'kiosk-1', tokenSha256: tokenHash(kioskToken) }],
    trust: options.trust ?? createTrustStore([]),
    centre: json(centreSchema, 'centre.json'),
    services: services.map((file) => json(serviceDefinitionSchema, 'services', file)),
    priorityLaw: json(priorityLawSchema, 'rules', 'priority.json'),
    portal: bhxhPortal(
      { ...portalSettings(portal.url), ...(options.portalTimeoutMs && { timeoutMs: options.portalTimeoutMs }) },
      () => clock.now,
      (entry) => log.push(entry),
    ),
    now: () => clock.now,
    log: (entry) => log.push(entry),
  });
  server.addHook('onClose', () => database.destroy());
  await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await server.close();
    await portal.close();
  });
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return { url, portal, clock, log, sealing, database, location, close: () => server.close() };
}
