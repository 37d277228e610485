import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { failed, ok, type Result } from '../../src/contract/result.ts';
import type { NumberResponse } from '../../src/contract/backend-api.ts';
import type { BackendClient } from '../../src/main/backend/client.ts';
import { issueNumber } from '../../src/main/queue/issue.ts';
import { openStore } from '../../src/main/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { context, number, numberTicket } from '../support/samples.ts';

const request = { service: 'queue-ticket', queue: 'cashier', priority: 'none', answers: {} } as const;

async function issue(...answers: Result<NumberResponse>[]) {
  const directory = mkdtempSync(join(tmpdir(), 'tram-'));
  const store = openStore(directory);
  onTestFinished(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });
  const keys: string[] = [];
  const backend = {
    number: (key: string) => {
      keys.push(key);
      return Promise.resolve(answers[keys.length - 1] ?? failed('BACKEND_UNREACHABLE'));
    },
  } as Partial<BackendClient> as BackendClient;
  const issued = await issueNumber(request, () => numberTicket(), {
    backend,
    store,
    clock: new ManualClock(),
    catalogue: context.catalogue,
    newToken: () => 'the-key',
  });
  return { issued, keys, unsent: store.nextUnsent() };
}

it.each(['BACKEND_UNREACHABLE', 'BACKEND_ERROR'] as const)('%s: asked once more with the same key', async (code) => {
  const { issued, keys } = await issue(failed(code), ok(number()));
  expect(issued).toEqual(ok(number()));
  expect(keys).toEqual(['the-key', 'the-key']);
});

it('for good: the backend will hear that nobody holds what it may have given', async () => {
  const { issued, unsent } = await issue();
  expect(issued).toEqual(failed('BACKEND_UNREACHABLE'));
  expect(unsent).toMatchObject({ idempotencyKey: 'the-key', report: { numberKey: 'the-key', outcome: 'not-printed' } });
});

it('a refusal is an answer: it is not asked again', async () => {
  const { issued, keys } = await issue(failed('QUEUE_CLOSED'), ok(number()));
  expect(issued).toEqual(failed('QUEUE_CLOSED'));
  expect(keys).toHaveLength(1);
});
