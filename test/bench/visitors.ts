import { Agent, request as send } from 'node:http';
import { transact, type Database } from '../../src/backend/store/database.ts';
import type { Sealing } from '../../src/backend/store/sealing.ts';
import { addSession, addStaff } from '../../src/backend/store/staff.ts';
import { newToken } from '../../src/backend/tokens.ts';
import type { Priority } from '../../src/contract/backend-api.ts';
import { shownEntrySchema, type ShownEntry } from '../../src/contract/queue-entries.ts';
import { keyOf, signedHeaders } from '../backend/support/kiosks.ts';
import { letters, queueOf } from './centre.ts';

/** Of a hundred patients, eleven go before the others by law. */
const priorityOf = (patient: number): Priority =>
  patient % 100 < 7 ? 'under-6' : patient % 100 < 9 ? 'merit' : patient % 100 < 11 ? 'pregnant' : 'none';

/** A kiosk that gives patients numbers of one queue after the other, on a connection of its own. */
export function kioskAt(port: number, index: number) {
  const key = keyOf(`kiosk-${index}`);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    /** @returns how many milliseconds it took */
    async giveNumber(patient: number): Promise<number> {
      const queue = queueOf(letters[patient % letters.length] ?? 'A');
      const body = JSON.stringify({
        service: 'queue-ticket',
        queue,
        priority: priorityOf(patient),
        answers: { queue },
      });
      const idempotencyKey = newToken();
      const asked = { method: 'POST', path: '/v1/numbers', body, idempotencyKey, at: Date.now() };
      const sent = performance.now();
      const answer = await post(port, agent, '/v1/numbers', body, {
        ...signedHeaders(key, asked),
        'x-forwarded-for': `10.0.0.${index}`,
      });
      if (answer.status !== 201) throw new Error(`no number: ${answer.status} ${answer.body}`);
      return performance.now() - sent;
    },
    close: () => agent.destroy(),
  };
}

/** A clerk at a counter, who serves one queue. */
export function clerkAt(port: number, cookie: string, index: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const queue = queueOf(letters[index % letters.length] ?? 'A');
  const ask = async (path: string, body: object): Promise<ShownEntry | undefined> => {
    const answer = await post(port, agent, path, JSON.stringify(body), {
      cookie,
      'content-type': 'application/json',
      'idempotency-key': newToken(),
      'sec-fetch-site': 'same-origin',
      'x-forwarded-for': `10.0.1.${index}`,
    });
    if (answer.status === 404) return undefined;
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    return shownEntrySchema.parse(JSON.parse(answer.body));
  };
  return {
    /** @returns undefined where nobody waits */
    callNext: () => ask('/v1/calls', { queue, counter: `${index}` }),
    start: ({ entry }: ShownEntry) => ask(`/v1/entries/${entry}/changes`, { change: 'start' }),
    finish: ({ entry }: ShownEntry) => ask(`/v1/entries/${entry}/changes`, { change: 'finish' }),
    close: () => agent.destroy(),
  };
}

/** Clerks' cookies, without their passwords' cost. */
export async function signIn(database: Database, sealing: Sealing, counters: number): Promise<string[]> {
  const cookies: string[] = [];
  for (let index = 0; index < counters; index += 1) {
    const staff = `clerk-${index}`;
    const token = newToken();
    await transact(database, async (transaction) => {
      const account = { staff, name: `Cán bộ ${index}`, role: 'clerk', password: '-', passwordOnce: false } as const;
      await addStaff(transaction, sealing, account);
      const now = Date.now();
      await addSession(transaction, sealing, { token, staff, expiresAt: now + 12 * 3_600_000, usedAt: now });
    });
    cookies.push(`tram-staff=${token}`);
  }
  return cookies;
}

function post(
  port: number,
  agent: Agent,
  path: string,
  body: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = send({ host: '127.0.0.1', port, agent, path, method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    request.on('error', reject).end(body);
  });
}
