import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/contract/commands.ts';
import type { HelpCall } from '../../src/contract/help.ts';
import { failed, ok, type Result } from '../../src/contract/result.ts';
import { delays } from '../../src/main/delays.ts';
import type { Effect } from '../../src/main/session/events.ts';
import { repetitions } from '../support/repetitions.ts';
import { context } from '../support/samples.ts';
import { Session } from './driver.ts';

type HelpEffect = Extract<Effect, { type: 'call-help' | 'ask-help' | 'end-help' }>;
const isHelp = (effect: Effect): effect is HelpEffect => effect.type.endsWith('-help');

const callHelp: Command = { type: 'call-help' };
const begin: Command = { type: 'choose-service', service: 'insurance-check-in' };

/** A kiosk before a server that keeps one open call, over a line that delays and loses what it likes. */
class Hall {
  session = new Session();
  /** The server's own. */
  open: HelpCall | undefined;
  /** Asked, and not yet heard by the server. */
  sent: HelpEffect[] = [];
  /** Answered, and not yet heard by the kiosk. */
  answered: { call: number; result: Result<HelpCall> }[] = [];
  private made = 0;

  private collect() {
    this.sent.push(...this.session.effects.filter(isHelp));
    this.session.effects = [];
  }

  command(...commands: Command[]) {
    this.session.command(...commands);
    this.collect();
  }

  wait() {
    const delay = this.session.wait();
    this.collect();
    return delay;
  }

  /** The server hears one request, unless the line loses it; or its answer is lost. */
  serve(index = 0, lost: 'request' | 'answer' | 'nothing' = 'nothing') {
    const [effect] = this.sent.splice(index % Math.max(this.sent.length, 1), 1);
    if (!effect) return;
    const answer = lost === 'request' ? undefined : this.answerTo(effect);
    const isOver = effect.type === 'end-help';
    const result: Result<HelpCall> = isOver
      ? ok({ callId: effect.callId, state: 'over' })
      : lost === 'nothing' && answer
        ? ok(answer)
        : failed('BACKEND_UNREACHABLE');
    this.answered.push({ call: effect.call, result });
  }

  private answerTo(effect: HelpEffect): HelpCall {
    if (effect.type === 'call-help') {
      this.open ??= { callId: String((this.made += 1)).padStart(22, 'H'), state: 'waiting' };
      return this.open;
    }
    const isOpen = this.open?.callId === effect.callId;
    if (effect.type === 'end-help' && isOpen) this.open = undefined;
    return isOpen && this.open ? this.open : { callId: effect.callId, state: 'over' };
  }

  hear(index = 0) {
    const [answer] = this.answered.splice(index % Math.max(this.answered.length, 1), 1);
    if (answer) this.session.event({ type: 'help', ...answer });
    this.collect();
  }

  acknowledge() {
    if (this.open) this.open = { ...this.open, state: 'coming' };
  }

  /** Nobody asked for two minutes. */
  expire() {
    this.open = undefined;
  }

  settle() {
    while (this.sent.length + this.answered.length > 0) {
      this.serve();
      this.hear();
    }
  }

  get shown() {
    return this.session.view.help?.state;
  }
}

function hallWith(...commands: Command[]) {
  const hall = new Hall();
  hall.command(...commands);
  return hall;
}

describe('a call for staff', () => {
  it('is shown from the touch to the clerk’s answer, with the desk', () => {
    const hall = hallWith(begin, callHelp);
    expect(hall.session.view.help).toMatchObject({ state: 'calling', desk: { vi: expect.any(String) as string } });
    hall.settle();
    expect(hall.shown).toBe('waiting');
    hall.acknowledge();
    expect(hall.wait()).toBe(delays.helpAsk);
    hall.settle();
    expect(hall.shown).toBe('coming');
  });

  it('names the desk after a minute without anybody, and calls on', () => {
    const hall = hallWith(callHelp);
    hall.settle();
    while (hall.shown === 'waiting') {
      hall.wait();
      hall.settle();
    }
    expect(hall.session.at - new Session().at).toBe(delays.helpUnanswered);
    expect(hall.shown).toBe('nobody');
    hall.acknowledge();
    hall.wait();
    hall.settle();
    expect(hall.shown).toBe('coming');
  });

  it.each([
    ['a service', [begin]],
    ['home', []],
  ])('that nobody answers holds the page no longer than she would have it anyhow: %s', (_name, before: Command[]) => {
    const hall = hallWith(...before, callHelp);
    hall.settle();
    while (hall.shown === 'waiting') {
      hall.wait();
      hall.settle();
    }
    const told = hall.session.at;
    while (!hall.session.view.idle) {
      hall.wait();
      hall.settle();
    }
    expect([hall.shown, hall.session.at - told]).toEqual(['nobody', delays.idle]);
    while (hall.session.page.name !== 'cleared') {
      hall.wait();
      hall.settle();
    }
    expect(hall.session.at - told).toBe(delays.idle + delays.warning);
    expect(hall.open).toBeUndefined();
  });

  it('that could not be told is made again, and is heard once the line is back', () => {
    const hall = hallWith(callHelp);
    hall.serve(0, 'request');
    hall.hear();
    expect(hall.shown).toBe('unreachable');
    hall.wait();
    hall.settle();
    expect(hall.shown).toBe('waiting');
  });

  it('that the server gave up before anybody came is made anew; one that was answered is over', () => {
    const hall = hallWith(callHelp);
    hall.settle();
    hall.expire();
    hall.wait();
    hall.settle();
    expect(hall.shown).toBe('calling');
    hall.wait();
    hall.settle();
    expect(hall.shown).toBe('waiting');
    hall.acknowledge();
    hall.wait();
    hall.settle();
    hall.expire();
    hall.wait();
    hall.settle();
    expect(hall.shown).toBeUndefined();
  });

  it('goes with her to the desk’s page, and keeps her session five minutes there', () => {
    const hall = hallWith(begin, callHelp, { type: 'ask-staff' });
    hall.session.event({ type: 'printed', outcome: { outcome: 'confirmed', by: 'fence' } });
    hall.settle();
    expect([hall.session.page.name, hall.shown]).toEqual(['desk', 'waiting']);
    hall.acknowledge();
    const since = hall.session.at;
    while (!hall.session.view.idle) {
      hall.wait();
      hall.settle();
    }
    expect(hall.session.at - since).toBe(delays.idleHelp);
    while (hall.session.page.name === 'desk') {
      hall.wait();
      hall.settle();
    }
    expect(hall.open).toBeUndefined();
    expect(hall.shown).toBeUndefined();
  });

  it.each(['end-help', 'finish'] as const)('that she has no more need of (%s) is ended at the server', (type) => {
    const hall = hallWith(begin, callHelp);
    hall.settle();
    if (type === 'finish') while (!hall.session.view.idle) hall.wait();
    hall.command({ type });
    hall.settle();
    expect(hall.open).toBeUndefined();
    expect(hall.shown).toBeUndefined();
  });

  it('answered after she left is shown to nobody, and ended', () => {
    const hall = hallWith(begin, callHelp);
    hall.serve();
    hall.command({ type: 'cancel' });
    hall.hear();
    expect(hall.shown).toBeUndefined();
    hall.settle();
    expect(hall.open).toBeUndefined();
  });

  it('answered by a clerk after she left tells nobody else that staff are coming', () => {
    const hall = hallWith(begin, callHelp);
    hall.settle();
    hall.wait();
    hall.acknowledge();
    hall.serve();
    hall.command({ type: 'cancel' }, callHelp);
    hall.hear();
    expect(hall.shown).toBe('calling');
    hall.settle();
    expect(hall.shown).toBe('waiting');
  });

  it('is not made from the technician’s pages', () => {
    const hall = hallWith(...context.maintenanceKeys.map((key): Command => ({ type: 'key', key })));
    expect(hall.session.page.name).toBe('maintenance-pin');
    hall.command(callHelp);
    expect(hall.shown).toBeUndefined();
    expect(hall.sent).toEqual([]);
  });
});

type Act =
  | { do: 'command'; command: Command }
  | { do: 'serve'; index: number; lost: 'request' | 'answer' | 'nothing' }
  | { do: 'hear'; index: number }
  | { do: 'wait' | 'acknowledge' | 'expire' };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .constantFrom<Command>(
        callHelp,
        callHelp,
        { type: 'end-help' },
        begin,
        { type: 'cancel' },
        { type: 'ask-staff' },
        { type: 'finish' },
      )
      .map((command): Act => ({ do: 'command', command })),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('serve' as const),
      index: fc.nat(5),
      lost: fc.constantFrom('nothing' as const, 'nothing' as const, 'request' as const, 'answer' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hear' as const), index: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Act>({ do: 'wait' }, { do: 'wait' }, { do: 'acknowledge' }, { do: 'expire' }),
  },
);

function perform(hall: Hall, act: Act): void {
  switch (act.do) {
    case 'command':
      hall.command(act.command);
      break;
    case 'serve':
      hall.serve(act.index, act.lost);
      break;
    case 'hear':
      hall.hear(act.index);
      break;
    case 'wait':
      if (hall.session.isWaiting) hall.wait();
      break;
    case 'acknowledge':
      hall.acknowledge();
      break;
    case 'expire':
      hall.expire();
  }
}

it(
  'whatever the line delays and loses: who called is heard, and who did not is not shown as calling',
  { timeout: repetitions(30_000) },
  () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const hall = new Hall();
        for (const one of acts) {
          const before = hall.shown;
          perform(hall, one);
          if (before === undefined && one.do !== 'command') expect(hall.shown).toBeUndefined();
        }
        const isWanted = hall.shown !== undefined && hall.shown !== 'coming';
        hall.settle();
        // One more question: what was lost or given up is called again.
        for (let again = 0; again < 3 && hall.shown && !hall.session.view.idle; again += 1) {
          hall.wait();
          hall.settle();
        }
        if (hall.shown === undefined) {
          expect(isWanted && hall.session.page.name !== 'cleared').toBe(false);
          // One of which no answer was ever heard is given up by the server itself.
          if (acts.every((one) => one.do !== 'serve' || one.lost === 'nothing')) expect(hall.open).toBeUndefined();
        } else if (!hall.session.view.idle) expect(hall.open?.callId).toBe(hall.session.state.help?.callId);
      }),
      { numRuns: repetitions(1_000) },
    );
  },
);
