import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { numberResponseSchema } from '../../src/contract/backend-api.ts';
import { staffIdSchema } from '../../src/contract/staff.ts';
import { addAdministrator } from '../../src/backend/staff/accounts.ts';
import { newKey, startBackend, ticketRequest } from './support/backend.ts';
import { temporaryDirectory } from './support/databases.ts';
import { commandsOf } from './support/document.ts';
import { keyOf, signedHeaders } from './support/kiosks.ts';

const run = promisify(execFile);

/** What an integrator would try next, with what the document defined. */
const further = `
say() { echo "$1: $(grep -m 1 HTTP/ <<< "$2" | cut -d ' ' -f 2) $(grep -o '"code":"[A-Z_]*"' <<< "$2" | cut -d '"' -f 4)"; }
say 'other body' "$(signed POST /v1/numbers "\${WANTED/none/age-75}" $MINE)"
say 'no key' "$(signed POST /v1/numbers "$WANTED")"
say 'a query' "$(signed GET '/v1/services?a=b&c')"
say 'clock' "$(date() { echo 1700000000; }; signed GET /v1/services)"
say 'other key' "$(openssl genpkey -algorithm ed25519 -out kiosk.pem; signed GET /v1/services)"
say 'unsigned' "$(curl -si $TRAM/v1/services)"
say 'role' "HTTP/1.1 - $(staff GET '/v1/gaps?day=2026-11-22')"
`;

test('what the document tells integrators to type does what it says', { timeout: 120_000 }, async () => {
  const { url, database, sealing, clock } = await startBackend({ kiosks: [] });
  const password = await addAdministrator({ database, sealing, now: () => clock.now }, staffIdSchema.parse('lan.nt'));
  const script = commandsOf('api.md').map((line) =>
    line
      .replace(/^export TRAM=\S+/, `export TRAM=${url.replace('127.0.0.1', 'localhost')}`)
      .replace(/^PASSWORD=\S+/, `PASSWORD=${password}`),
  );
  const cwd = await temporaryDirectory();
  const { stdout, stderr } = await run('bash', ['-c', [...script, further].join('\n')], { cwd });
  expect(stderr).toBe('');

  expect(JSON.parse(await readFile(join(cwd, 'openapi.json'), 'utf8'))).toMatchObject({ openapi: '3.1.0' });
  expect(stdout).toContain('{"staff":"an.tt"}');
  expect(stdout).toContain('{"kiosk":"kiosk-1"}');
  const numbers = [...stdout.matchAll(/^\{"number":.*\}$/gm)].map(([text]) =>
    numberResponseSchema.parse(JSON.parse(text)),
  );
  expect(numbers).toEqual([
    expect.objectContaining({ number: 'K001' }),
    numbers[0],
    expect.objectContaining({ number: 'T001', unverified: true }),
  ]);
  expect(stdout).toMatch(/^tram-mark: /m);
  expect(stdout).toMatch(/"calls":\[\{"callId":"[^"]+","kiosk":"kiosk-1","calledAt":"[^"]+","state":"waiting"\}\]/);
  expect(stdout).toMatch(/"state":"coming"\}\s+HTTP\/1.1 204/);
  expect(stdout).toMatch(/retry: 2000\n\nid: \d+\ndata: \{.*"number":"K001"/m);
  expect(stdout.slice(stdout.indexOf('other body:')).trim().split('\n')).toEqual([
    'other body: 422 BACKEND_REFUSED',
    'no key: 400 BACKEND_REFUSED',
    'a query: 200 ',
    'clock: 401 CLOCK_SKEWED',
    'other key: 401 KIOSK_NOT_ENROLLED',
    'unsigned: 401 BACKEND_REFUSED',
    'role: - BACKEND_REFUSED',
  ]);
});

test('who must wait is told how long', async () => {
  const { url, database } = await startBackend();
  const ask = (method: string, path: string, body: string, key?: string) =>
    fetch(url + path, {
      method,
      body,
      headers: {
        ...signedHeaders(keyOf('kiosk-1'), { method, path, body, idempotencyKey: key, at: Date.now() }),
        origin: url,
      },
    });
  await database.updateTable('event_head').set({ behind: 1 }).execute();
  const suspended = await ask('POST', '/v1/numbers', JSON.stringify(ticketRequest()), newKey());
  expect([suspended.status, suspended.headers.get('retry-after')]).toEqual([503, '60']);

  const signIn = JSON.stringify({ staff: 'nobody', password: 'wrong' });
  const tries = [];
  for (let count = 0; count < 6; count += 1) tries.push(await ask('POST', '/v1/staff-sessions', signIn));
  const locked = tries.at(-1);
  expect([locked?.status, locked?.headers.get('retry-after')]).toEqual([429, '15']);
});
