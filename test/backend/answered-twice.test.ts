import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { answerOnce, forgetAnswers, type AnsweringDeps } from '../../src/backend/answer-once.ts';
import { createDatabase, inTransaction, openDatabase } from '../../src/backend/store/database.ts';
import { createSealing } from '../../src/backend/store/sealing.ts';
import type { FailureCode } from '../../src/contract/failures.ts';
import { failed, ok } from '../../src/contract/result.ts';
import { newKey } from './support/backend.ts';
import { secondServer } from './support/second-server.ts';
import { databases, emptyLocation, type DatabaseKind } from './support/databases.ts';

const minute = 60_000;

/**
 * Servers on one database, and work that leaves a trace there each time it is done. In one thread two connections to SQLite would
 * wait for each other for ever: there both share one.
 */
async function servers(on: DatabaseKind) {
  const location = await emptyLocation(on);
  const sealing = createSealing(Buffer.alloc(32, 7));
  await createDatabase(location, sealing);
  const clock = { now: Date.parse('2026-11-22T01:00:00Z') };
  const open = async (): Promise<AnsweringDeps> => {
    const database = await openDatabase(location, sealing);
    onTestFinished(() => database.destroy());
    return { database, sealing, now: () => clock.now };
  };
  const one = await open();
  const other = on === 'sqlite' ? one : await open();

  interface Conduct {
    actor?: string;
    /** Before the work, after the claim. */
    before?: () => Promise<unknown>;
    fails?: FailureCode;
    throws?: boolean;
  }
  const ask = (server: AnsweringDeps, idempotencyKey: string, body: unknown, conduct: Conduct = {}) =>
    answerOnce(server, { actor: conduct.actor ?? 'kiosk kiosk-1', idempotencyKey, body }, async (settle) => {
      await conduct.before?.();
      return inTransaction(server.database, async (transaction) => {
        const done = { at: clock.now, actor: 'test', action: 'work', subject: idempotencyKey, outcome: newKey() };
        await transaction.insertInto('audit_record').values(done).execute();
        if (conduct.throws) throw new Error('broken');
        if (conduct.fails) return failed(conduct.fails);
        await settle(transaction, { outcome: done.outcome });
        return ok({ outcome: done.outcome });
      });
    });
  const traces = async (key: string) =>
    one.database.selectFrom('audit_record').select('outcome').where('subject', '=', key).execute();
  return { location, one, other, clock, ask, traces };
}

test.each(databases)('%s: the same key and body have the same answer, on another server too', async (on) => {
  const { one, other, ask, traces } = await servers(on);
  const key = newKey();
  const first = await ask(one, key, { a: 1, b: 2 });
  expect(first).toMatchObject({ ok: true });
  expect(await ask(one, key, { a: 1, b: 2 })).toEqual(first);
  expect(await ask(other, key, { b: 2, a: 1 })).toEqual(first);
  expect(await ask(other, key, { a: 1, b: 3 })).toBe('other-body');
  expect(await ask(one, key, { a: 1, b: 2 }, { actor: 'kiosk kiosk-2' })).not.toEqual(first);
  expect(await traces(key)).toHaveLength(2);
});

test.each(databases)('%s: forty at once on two servers do the work once', async (on) => {
  const { one, other, ask, traces } = await servers(on);
  const key = newKey();
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => ask(index % 2 ? one : other, key, 'same')),
  );
  const [trace, ...more] = await traces(key);
  expect(more).toEqual([]);
  for (const answer of answers)
    expect([{ ok: true, value: trace }, failed('REQUEST_UNDER_WAY')]).toContainEqual(answer);
  expect(answers).toContainEqual({ ok: true, value: trace });
  expect(await ask(other, key, 'same')).toEqual({ ok: true, value: trace });
});

test.each(databases)('%s: two servers that race for many keys do the work of each once', async (on) => {
  const { location, traces } = await servers(on);
  const racing = await Promise.all([secondServer(location), secondServer(location)]);
  const keys = Array.from({ length: 30 }, newKey);
  const answers = await Promise.all(
    keys.flatMap((key) =>
      racing.map(async (order) => {
        const ask = { actor: 'kiosk kiosk-1', idempotencyKey: key, body: key };
        return [key, await order({ ask })] as const;
      }),
    ),
  );
  for (const key of keys) {
    const [trace, ...more] = await traces(key);
    expect([trace, ...more]).toHaveLength(1);
    for (const [, answer] of answers.filter(([asked]) => asked === key))
      expect([{ ok: true, value: trace }, failed('REQUEST_UNDER_WAY')]).toContainEqual(answer);
  }
});

test.each(databases)('%s: what is under way is not begun again, nor is another body answered', async (on) => {
  const { one, other, ask, traces } = await servers(on);
  const key = newKey();
  const gate = Promise.withResolvers<undefined>();
  const began = Promise.withResolvers<undefined>();
  const before = () => {
    began.resolve(undefined);
    return gate.promise;
  };
  const first = ask(one, key, 'same', { before });
  await began.promise;
  expect(await ask(other, key, 'other')).toBe('other-body');
  expect(await ask(other, key, 'same')).toEqual(failed('REQUEST_UNDER_WAY'));
  gate.resolve(undefined);
  expect(await first).toMatchObject({ ok: true });
  expect(await traces(key)).toHaveLength(1);
});

test.each(databases)('%s: a server that dies between claim and answer blocks the key for a minute', async (on) => {
  const { one, other, clock, ask, traces } = await servers(on);
  const key = newKey();
  const gate = Promise.withResolvers<undefined>();
  const began = Promise.withResolvers<undefined>();
  const slow = ask(one, key, 'same', {
    before: () => {
      began.resolve(undefined);
      return gate.promise;
    },
  });
  await began.promise;
  clock.now += minute - 1;
  expect(await ask(other, key, 'same')).toEqual(failed('REQUEST_UNDER_WAY'));
  clock.now += 1;
  const second = await ask(other, key, 'same');
  expect(second).toMatchObject({ ok: true });

  // It was not dead after all: what it did meanwhile is undone.
  gate.resolve(undefined);
  expect(await slow).toEqual(failed('REQUEST_UNDER_WAY'));
  expect(await traces(key)).toHaveLength(1);
  expect(await ask(one, key, 'same')).toEqual(second);
});

test.each(databases)('%s: a failure is not kept, nor is an exception: the key may be tried again', async (on) => {
  const { one, other, ask, traces } = await servers(on);
  const key = newKey();
  expect(await ask(one, key, 'same', { fails: 'QUEUE_EMPTY' })).toEqual(failed('QUEUE_EMPTY'));
  await expect(ask(one, key, 'same', { throws: true })).rejects.toThrow('broken');
  expect(await traces(key)).toEqual([]);
  // Not even with the same body.
  expect(await ask(other, key, 'another')).toMatchObject({ ok: true });
});

test.each(databases)('%s: answers are forgotten after a day, and until then lie sealed', async (on) => {
  const { one, clock, ask } = await servers(on);
  const key = newKey();
  const first = await ask(one, key, 'same');
  const [row] = await one.database.selectFrom('answered_request').selectAll().execute();
  const { outcome } = first === 'other-body' || !first.ok ? { outcome: '' } : first.value;
  expect(outcome).not.toBe('');
  expect(row?.sealed?.toString('latin1')).not.toContain(outcome);

  clock.now += 24 * 60 * minute;
  await forgetAnswers(one);
  expect(await ask(one, key, 'same')).toEqual(first);
  clock.now += 1;
  await forgetAnswers(one);
  expect(await ask(one, key, 'same')).not.toEqual(first);
});

test.each(databases)('%s: work that forgets to store its answer is found out', async (on) => {
  const { one } = await servers(on);
  const asked = { actor: 'kiosk kiosk-1', idempotencyKey: newKey(), body: null };
  await expect(answerOnce(one, asked, () => Promise.resolve(ok(1)))).rejects.toThrow('not stored');
});

test.each(databases)('%s: with random failures and delays every key is worked off once', async (on) => {
  const { one, other, ask, traces } = await servers(on);
  const keys = Array.from({ length: 6 }, newKey);
  const wish = async (key: string, index: number) => {
    for (let tries = 0; tries < 200; tries += 1) {
      const conduct = { before: () => delay(Math.random() * 3), throws: Math.random() < 0.3 };
      const answer = await ask((index + tries) % 2 ? one : other, key, key, conduct).catch(() => undefined);
      if (answer !== undefined && answer !== 'other-body' && answer.ok) return answer.value.outcome;
      await delay(Math.random() * 4);
    }
    throw new Error('never answered');
  };
  const answers = await Promise.all(
    keys.flatMap((key) => Array.from({ length: 5 }, async (_, index) => [key, await wish(key, index)] as const)),
  );
  for (const key of keys) {
    const [trace, ...more] = await traces(key);
    expect(more).toEqual([]);
    expect(new Set(answers.filter(([asked]) => asked === key).map(([, outcome]) => outcome))).toEqual(
      new Set([trace?.outcome]),
    );
  }
});
