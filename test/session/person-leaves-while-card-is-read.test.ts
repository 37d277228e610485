import { afterEach, expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import type { DeviceEvent, Devices } from '../../drivers/ports.ts';
import { failed, ok } from '../../src/contract/result.ts';
import type { SessionView } from '../../src/contract/session-view.ts';
import type { BackendClient } from '../../src/main/backend/client.ts';
import { performer, type Deps } from '../../src/main/perform.ts';
import { runSession, type Runner } from '../../src/main/session/runner.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { context, devices as allWell } from '../support/samples.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

let runner: Runner | undefined;
afterEach(() => runner?.stop());

/** A kiosk whose reader reads until it is told to stop. */
async function reading() {
  const clock = new ManualClock();
  let tell: (event: DeviceEvent) => void = () => undefined;
  const signals: AbortSignal[] = [];
  const devices: Devices = {
    status: () => allWell(),
    watch: (listener) => {
      tell = listener;
      return () => undefined;
    },
    readChip: (_, signal) =>
      new Promise((resolve) => {
        if (!signal) return;
        signals.push(signal);
        signal.addEventListener('abort', () => resolve(failed('CANCELLED')));
      }),
    printerStatus: () => Promise.resolve({ state: 'ready' }),
    print: () => Promise.resolve({ outcome: 'confirmed', by: 'fence' }),
    close: () => Promise.resolve(),
  };
  const challenge = () => Promise.resolve(ok({ challengeId: 'C'.repeat(22), challenge: '0'.repeat(16) }));
  const deps: Partial<Deps> = {
    catalogue: context.catalogue,
    devices,
    backend: { challenge } as Partial<BackendClient> as BackendClient,
    clock,
    log: () => undefined,
    print: () => Promise.resolve({ outcome: 'confirmed', by: 'fence' }),
  };
  const started = runSession(
    context,
    { simulated: [], version: 'test', panelShortSide: 336 },
    {
      devices,
      clock,
      log: () => undefined,
      perform: performer(deps as Deps),
      service: { recall: () => undefined, remember: () => undefined },
      crash: (error) => {
        throw error;
      },
    },
  );
  runner = started;
  const views: SessionView[] = [];
  started.watchView((view) => void views.push(view));
  started.command({ type: 'choose-service', service: 'insurance-check-in' });
  tell({ type: 'scan', code: { kind: 'citizen-card', personalNumber: people[0].personalNumber } });
  tell({ type: 'status', status: allWell(true) });
  await settled();
  expect(signals).toHaveLength(1);
  expect(views.at(-1)?.page).toMatchObject({ name: 'identify', chip: { phase: 'connect' } });
  return { session: started, views, isCancelled: () => signals[0]?.aborted === true };
}

it.each(['cancel', 'ask-staff'] as const)(
  '%s: the reading ends with it, and its answer reaches nobody',
  async (type) => {
    const { session, views, isCancelled } = await reading();
    session.command({ type: 'language', language: 'en' });
    expect(isCancelled()).toBe(false);
    session.command({ type });
    expect(isCancelled()).toBe(true);
    await settled();
    expect(views.at(-1)?.page).not.toMatchObject({ reason: 'CANCELLED' });
    expect(views.at(-1)?.page.name).toBe(type === 'cancel' ? 'cleared' : 'desk');
  },
);
