import { describe, expect, it, test } from 'vitest';
import { auditRecordsSchema } from '../../src/contract/audit-records.ts';
import { helpCallSchema, openHelpCallsSchema } from '../../src/contract/help.ts';
import { kioskOf, newKey, startBackend } from './support/backend.ts';
import { databases, type DatabaseKind } from './support/databases.ts';
import { signedIn } from './support/staff.ts';

const path = '/v1/help-calls';
const unknown = 'U'.repeat(22);

async function centre(on: DatabaseKind = 'sqlite') {
  const backend = await startBackend({ on });
  const clerk = await signedIn(backend, 'clerk');
  const [kiosk, other] = [kioskOf(backend.url), kioskOf(backend.url, 'kiosk-2')];
  return {
    backend,
    kiosk,
    other,
    clerk,
    call: async (by = kiosk, key = newKey()) => {
      const { status, body } = await by.call('POST', path, {}, key);
      expect(status).toBe(201);
      return helpCallSchema.parse(body);
    },
    stateOf: async (callId: string) => helpCallSchema.parse((await kiosk.call('GET', `${path}/${callId}`)).body).state,
    acknowledge: async (callId: string, by = clerk) =>
      (await by.call('POST', `${path}/${callId}/acknowledgement`, undefined, newKey())).status,
    open: async () => openHelpCallsSchema.parse((await clerk.call('GET', path)).body).calls,
  };
}

describe.each(databases)('on %s', (on) => {
  it('a call is shown to staff until it is over, and acknowledged by one of them', async () => {
    const { backend, kiosk, other, call, stateOf, acknowledge, open } = await centre(on);
    const { callId, state } = await call();
    expect(state).toBe('waiting');
    backend.clock.now += 1_000;
    const second = await call(other);
    expect(await open()).toMatchObject([
      { callId, kiosk: 'kiosk-1', state: 'waiting' },
      { callId: second.callId, kiosk: 'kiosk-2', state: 'waiting' },
    ]);
    expect([await acknowledge(callId), await acknowledge(callId)]).toEqual([204, 204]);
    expect(await stateOf(callId)).toBe('coming');
    expect(await open()).toMatchObject([{ callId, state: 'coming' }, { state: 'waiting' }]);
    for (let times = 0; times < 2; times += 1)
      expect((await kiosk.call('DELETE', `${path}/${callId}`)).status).toBe(204);
    expect(await stateOf(callId)).toBe('over');
    expect(await acknowledge(callId)).toBe(404);
    expect(await open()).toMatchObject([{ kiosk: 'kiosk-2' }]);
  });

  it('a kiosk that calls twice, even at once, has one open call', async () => {
    const { kiosk, call, open } = await centre(on);
    const [first, ...others] = await Promise.all([call(), call(), call()]);
    for (const { callId } of others) expect(callId).toBe(first.callId);
    expect(await open()).toHaveLength(1);
    await kiosk.call('DELETE', `${path}/${first.callId}`);
    expect((await call()).callId).not.toBe(first.callId);
  });

  it('a kiosk that died calls nobody after two minutes, and anew once it is back', async () => {
    const { backend, call, stateOf, acknowledge, open } = await centre(on);
    const { callId } = await call();
    backend.clock.now += 119_000;
    expect(await stateOf(callId)).toBe('waiting');
    backend.clock.now += 119_000;
    expect(await open()).toHaveLength(1);
    backend.clock.now += 1_000;
    expect(await open()).toEqual([]);
    expect([await stateOf(callId), await acknowledge(callId)]).toEqual(['over', 404]);
    const again = await call();
    expect(again.callId).not.toBe(callId);
    expect(await open()).toMatchObject([{ callId: again.callId }]);
  });

  it('a call outlives the server', async () => {
    const { backend, call } = await centre(on);
    const { callId } = await call();
    const { location, clock } = backend;
    await backend.close();
    const next = await startBackend({ beside: { location, clock } });
    const { body } = await kioskOf(next.url).call('GET', `${path}/${callId}`);
    expect(body).toEqual({ callId, state: 'waiting' });
  });
});

it('an answer that was lost is given again, and makes no second call', async () => {
  const { kiosk, call } = await centre();
  const key = newKey();
  const first = await call(kiosk, key);
  await kiosk.call('DELETE', `${path}/${first.callId}`);
  expect(await call(kiosk, key)).toEqual(first);
});

it('another kiosk’s call is none, and only who works at a counter sees or answers any', async () => {
  const { backend, kiosk, other, call, acknowledge, stateOf, open } = await centre();
  const { callId } = await call();
  for (const method of ['GET', 'DELETE']) {
    expect(await other.call(method, `${path}/${callId}`)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect((await kiosk.call(method, `${path}/${unknown}`)).status).toBe(404);
  }
  const administrator = await signedIn(backend, 'administrator');
  expect((await administrator.call('GET', path)).status).toBe(403);
  expect(await acknowledge(callId, administrator)).toBe(403);
  expect((await kiosk.call('POST', `${path}/${callId}/acknowledgement`, undefined, newKey())).status).toBe(403);
  expect((await fetch(`${backend.url}${path}`, { method: 'POST' })).status).toBe(401);
  expect(await stateOf(callId)).toBe('waiting');
  expect(await open()).toMatchObject([{ state: 'waiting' }]);
});

it('who called, who came and when is in the audit records', async () => {
  const { backend, kiosk, clerk, call, acknowledge } = await centre();
  const { callId } = await call();
  await call();
  for (let times = 0; times < 2; times += 1) await acknowledge(callId);
  for (let times = 0; times < 2; times += 1) await kiosk.call('DELETE', `${path}/${callId}`);
  const administrator = await signedIn(backend, 'administrator');
  const { records } = auditRecordsSchema.parse((await administrator.call('GET', '/v1/audit-records')).body);
  expect(records.map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
    ['kiosk-1', 'help-ended', 'kiosk-1'],
    [clerk.staff, 'help-acknowledged', 'kiosk-1'],
    ['kiosk-1', 'help-called', 'kiosk-1'],
  ]);
});

/** What the line has said when this comes. */
async function heardUntil(url: string, until: string): Promise<string> {
  const { body } = await fetch(`${url}/v1/board/events?after=0`);
  let heard = '';
  for await (const bytes of body ?? []) {
    heard += Buffer.from(bytes as Uint8Array).toString('utf8');
    if (heard.includes(until)) break;
  }
  return heard;
}

test('each change is told to who follows the board, without a word of whose it is', async () => {
  const { backend, kiosk, call, acknowledge } = await centre();
  const { callId } = await call();
  await acknowledge(callId);
  await kiosk.call('DELETE', `${path}/${callId}`);
  const board = async (): Promise<unknown> => (await fetch(`${backend.url}/v1/board`)).json();
  await expect.poll(board).toMatchObject({ lastEvent: 3, called: [] });
  const heard = await heardUntil(backend.url, 'id: 3\nevent: help-calls\ndata:\n\n');
  expect(heard.match(/^id: \d+$/gm)).toEqual(['id: 1', 'id: 2', 'id: 3']);
  expect(heard.match(/^event: help-calls\ndata:$/gm)).toHaveLength(3);
  expect(heard).not.toContain('kiosk');
});
