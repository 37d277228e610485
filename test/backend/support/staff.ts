import { newToken } from '../../../src/backend/tokens.ts';
import { transact, type Database } from '../../../src/backend/store/database.ts';
import type { Sealing } from '../../../src/backend/store/sealing.ts';
import { addSession, addStaff } from '../../../src/backend/store/staff.ts';
import type { Role } from '../../../src/contract/staff.ts';
import type { Reply } from './backend.ts';

interface Backend {
  url: string;
  database: Database;
  sealing: Sealing;
  clock: { now: number };
}

/** No scrypt hash: nobody can sign in with it. */
const noPassword = '-';

/** Somebody new of this role, signed in: without a password, since few tests are about that. */
export async function signedIn(backend: Backend, role: Role) {
  const { database, sealing, clock } = backend;
  const staff = `${role}-${newToken()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')}`;
  const token = newToken();
  await transact(database, async (transaction) => {
    await addStaff(transaction, sealing, {
      staff,
      name: `Cán bộ mẫu ${role}`,
      role,
      password: noPassword,
      passwordOnce: false,
    });
    await addSession(transaction, sealing, { token, staff, expiresAt: clock.now + 12 * 3_600_000, usedAt: clock.now });
  });
  return { staff, token, ...pageOf(backend.url, token) };
}

/** What a page of the server sends, with the session's cookie. */
export function pageOf(url: string, token?: string) {
  const headers = {
    ...(token !== undefined && { cookie: `tram-staff=${token}` }),
    origin: url,
    'sec-fetch-site': 'same-origin',
  };
  return {
    headers,
    async call(method: string, path: string, body?: unknown, key?: string): Promise<Reply & { headers: Headers }> {
      const response = await fetch(url + path, {
        method,
        headers: {
          ...headers,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        headers: response.headers,
        body: text === '' ? undefined : JSON.parse(text),
      };
    },
  };
}
