import { beforeEach, expect, test, vi } from 'vitest';
import { ok } from '../../src/contract/result.ts';
import type { SessionView } from '../../src/contract/session-view.ts';
import { usualSettings } from '../../src/contract/settings.ts';
import type { Clock } from '../../drivers/clock.ts';
import { viewChannel } from '../../src/main/hosts/electron/channels.ts';
import { connectPage } from '../../src/main/hosts/electron/ipc.ts';
import { keepPageAlive } from '../../src/main/hosts/electron/page.ts';
import { FakeWindow, type FakeWebContents } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

/** Time passes when the test says so. */
class ManualClock implements Clock {
  private time = 0;
  private readonly timers = new Set<{ at: number; action: () => void }>();
  now = () => this.time;
  monotonic = () => this.time;
  after(milliseconds: number, action: () => void): () => void {
    const timer = { at: this.time + milliseconds, action };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }
  pass(milliseconds: number): void {
    this.time += milliseconds;
    for (const timer of [...this.timers].sort((a, b) => a.at - b.at))
      if (timer.at <= this.time && this.timers.delete(timer)) timer.action();
  }
}

const viewOf = (revision: number): SessionView => ({
  revision,
  language: 'vi',
  centre: { vi: 'Bệnh viện', en: 'Hospital' },
  page: { name: 'cleared', cardLeft: false },
  settings: usualSettings,
  packs: [],
  panelShortSide: 336,
  simulated: [],
});

let clock: ManualClock;
let contents: FakeWebContents;
let window: FakeWindow;
let reasons: string[];
let show: (view: SessionView) => void;

beforeEach(() => {
  clock = new ManualClock();
  window = new FakeWindow();
  contents = window.webContents;
  reasons = [];
  connectPage(
    window.asWindow,
    {
      handle: () => Promise.resolve(ok(undefined)),
      watchView(listener) {
        show = listener;
        listener(viewOf(1));
        return () => undefined;
      },
      close: () => Promise.resolve(),
    },
    (error) => reasons.push(String(error)),
  );
  keepPageAlive(window.asWindow, clock, (reason) => reasons.push(reason));
  contents.emit('did-finish-load');
  contents.sent.length = 0;
});

function crash(reason = 'crashed'): void {
  contents.crashed = true;
  contents.emit('render-process-gone', {}, { reason, exitCode: 5 });
}

test('the page comes back within a second and shows what changed meanwhile', () => {
  crash();
  show(viewOf(2));
  expect(contents.sent).toEqual([]);
  clock.pass(1_000);
  expect(contents.loaded).toEqual(['tram://kiosk/index.html', 'tram://kiosk/index.html']);
  contents.emit('did-finish-load');
  expect(contents.sent).toEqual([{ channel: viewChannel, value: viewOf(2) }]);
  clock.pass(120_000);
  expect(reasons).toEqual([]);
});

test('the new page is not asked for while the dead one is being buried', () => {
  crash();
  expect(contents.loaded).toHaveLength(1);
});

test('a page that hangs is ended and loaded again', () => {
  contents.emit('unresponsive');
  expect(contents.forcedCrashes).toBe(1);
  crash('killed');
  clock.pass(1_000);
  expect(contents.loaded).toHaveLength(2);
});

test('a hung page that cannot even be ended ends the program', () => {
  contents.emit('unresponsive');
  clock.pass(20_000);
  expect(reasons).toEqual(['the page did not load in time']);
});

test('a page that dies again and again ends the program instead of flickering for ever', () => {
  for (let crashes = 1; crashes <= 3; crashes++) {
    crash('oom');
    clock.pass(1_000);
    contents.emit('did-finish-load');
  }
  expect(reasons).toEqual([]);
  crash('oom');
  expect(reasons).toHaveLength(1);
  expect(reasons[0]).toContain('oom');
});

test('a crash a day is forgiven for ever', () => {
  for (let day = 1; day <= 30; day++) {
    crash();
    clock.pass(1_000);
    contents.emit('did-finish-load');
    clock.pass(24 * 3_600_000);
  }
  expect(reasons).toEqual([]);
});

test('a page that never loads, or cannot be, ends the program', () => {
  crash();
  clock.pass(1_000);
  clock.pass(20_000);
  contents.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', 'tram://kiosk/index.html', true);
  contents.emit('preload-error', {}, 'preload.cjs', new Error('not found'));
  expect(reasons).toEqual([
    'the page did not load in time',
    'the page cannot be loaded: ERR_FILE_NOT_FOUND',
    'the preload failed: not found',
  ]);
});

test('a load that a newer one replaced is no failure', () => {
  contents.emit('did-fail-load', {}, -3, 'ERR_ABORTED', 'tram://kiosk/index.html', true);
  contents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
  clock.pass(60_000);
  expect(contents.loaded).toHaveLength(1);
  expect(reasons).toEqual([]);
});
