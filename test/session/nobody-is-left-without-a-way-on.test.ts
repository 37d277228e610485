import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import type { Command } from '../../src/contract/commands.ts';
import { printerStateSchema, type PrinterState } from '../../src/contract/devices.ts';
import { failureCodeSchema } from '../../src/contract/failures.ts';
import { failed, ok } from '../../src/contract/result.ts';
import { sessionViewSchema } from '../../src/contract/session-view.ts';
import type { Effect } from '../../src/main/session/events.ts';
import { toView } from '../../src/main/session/to-view.ts';
import { waits } from '../../src/main/session/waits.ts';
import { repetitions } from '../support/repetitions.ts';
import { context, documentRead, number, verifiedIdentity } from '../support/samples.ts';
import { Session } from './driver.ts';

const [valid] = people;
const code = fc.constantFrom(...failureCodeSchema.options);

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom<Command>(
    { type: 'choose-service', service: 'insurance-check-in' },
    { type: 'choose-service', service: 'licence-renewal' },
    { type: 'choose-service', service: 'queue-ticket' },
    { type: 'type-number' },
    { type: 'submit' },
    { type: 'confirm' },
    { type: 'confirm' },
    { type: 'deny' },
    { type: 'back' },
    { type: 'cancel' },
    { type: 'ask-staff' },
    { type: 'more-time' },
    { type: 'finish' },
    { type: 'language', language: 'en' },
    { type: 'delete-digit' },
    { type: 'pin', pin: '1234' },
    { type: 'maintenance', action: 'return-to-service' },
    { type: 'maintenance', action: 'test-read' },
    { type: 'maintenance', action: 'new-roll' },
    { type: 'maintenance', action: 'new-printer' },
    { type: 'maintenance', action: 'leave' },
    { type: 'settle', number: 'A042', by: 'reprint' },
    { type: 'without-paper' },
    { type: 'reprint' },
  ),
  fc
    .constantFrom('none', 'general', 'B', 'A1', 'expiring', 'cashier')
    .map((option): Command => ({ type: 'answer', option })),
  fc.constantFrom('F2', 'F8', 'F4').map((key): Command => ({ type: 'key', key })),
  fc.nat(9).map((digit): Command => ({ type: 'digit', digit: String(digit) })),
);

type Act =
  | { do: 'command'; command: Command }
  | { do: 'card'; present: boolean }
  | { do: 'printer'; state: PrinterState }
  | { do: 'scan' }
  | { do: 'wait' }
  | { do: 'answer'; choice: Choice };
type Choice = {
  failure?: (typeof failureCodeSchema.options)[number];
  eligibility: 'valid' | 'expired' | 'not-found' | 'at-counter' | 'mismatch' | 'unverified';
  printer: PrinterState;
  hasOwnNumber: boolean;
};

const printerState = fc.oneof(fc.constant<PrinterState>('ready'), fc.constantFrom(...printerStateSchema.options));

const choice: fc.Arbitrary<Choice> = fc
  .record({
    failure: fc.option(code, { nil: undefined, freq: 3 }),
    eligibility: fc.constantFrom(
      'valid' as const,
      'expired' as const,
      'not-found' as const,
      'at-counter' as const,
      'mismatch' as const,
      'unverified' as const,
    ),
    printer: printerState,
    hasOwnNumber: fc.boolean(),
  })
  .map(({ failure, ...rest }) => ({ ...rest, ...(failure && { failure }) }));

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: command.map((command): Act => ({ do: 'command', command })) },
  { weight: 2, arbitrary: fc.boolean().map((present): Act => ({ do: 'card', present })) },
  { weight: 1, arbitrary: printerState.map((state): Act => ({ do: 'printer', state })) },
  { weight: 2, arbitrary: fc.constant<Act>({ do: 'scan' }) },
  { weight: 1, arbitrary: fc.constant<Act>({ do: 'wait' }) },
  { weight: 4, arbitrary: choice.map((choice): Act => ({ do: 'answer', choice })) },
);

function answer(session: Session, effect: Effect, { failure, eligibility, printer, hasOwnNumber }: Choice): void {
  const alone = failure !== undefined && hasOwnNumber;
  const or = <T>(value: T) => (failure ? failed(failure) : ok(value));
  switch (effect.type) {
    case 'read-chip':
      return void session.event({
        type: 'chip-read',
        result: or({ read: documentRead(effect.personalNumber), challengeId: 'C'.repeat(22) }),
        hasOwnNumber: alone,
      });
    case 'verify':
      return void session.event({
        type: 'verified',
        result: or(verifiedIdentity({ eligibility: { status: eligibility } })),
        hasOwnNumber: alone,
      });
    case 'issue':
      return void session.event({ type: 'issued', result: or(number()) });
    case 'print-number':
    case 'print-desk-slip':
      return void session.event({
        type: 'printed',
        outcome: failure
          ? { outcome: printer === 'ready' ? 'unknown' : 'not-printed', code: failure }
          : { outcome: 'confirmed', by: 'fence' },
      });
    case 'check-pin':
      return void session.event({ type: 'access', result: or(undefined) });
    case 'ask-printer':
      session.answerPrinter(printer);
      return;
    case 'diagnose':
    case 'test-read':
    case 'renewed':
    case 'settle':
      return void session.event({
        type: 'diagnosed',
        backend: 'up',
        unsent: [],
        unsettled: [{ number: 'A042', issuedAt: '2026-11-21T01:00:00.000Z', ticketToken: 'B'.repeat(22) }],
        wear: { lines: 0, cuts: 0, life: { head: 1, cutter: 1 }, worn: [], metresLeft: 65, ticketsLeft: 400 },
        checks: [{ name: 'store', passed: !failure, text: { vi: 'Tốt.', en: 'Good.' } }],
      });
  }
}

function perform(session: Session, act: Act): void {
  switch (act.do) {
    case 'command':
      session.command(act.command);
      break;
    case 'card':
      session.card(act.present);
      break;
    case 'printer':
      session.says({ printer: { state: act.state } });
      break;
    case 'scan':
      session.scanCard(valid.personalNumber);
      break;
    case 'wait':
      if (waits(session.state).length > 0) session.wait();
      break;
    case 'answer': {
      const effect = session.effects.shift();
      if (effect) answer(session, effect, act.choice);
    }
  }
}

describe('whatever people, devices and servers do', () => {
  it(
    'every page is one the screen can show, and left alone the kiosk rests again',
    { timeout: repetitions(30_000) },
    () => {
      fc.assert(
        fc.property(fc.array(act, { maxLength: 60 }), choice, (acts, answers) => {
          const session = new Session();
          session.printer = undefined;
          for (const one of acts) {
            perform(session, one);
            sessionViewSchema.parse(
              toView(session.state, context, { revision: 1, simulated: [], version: 'test', at: session.at }),
            );
          }
          for (let left = 400; left > 0; left -= 1) {
            const effect = session.effects.shift();
            if (effect) answer(session, effect, answers);
            else if (session.state.stage.name === 'home' || session.state.stage.name === 'out-of-service') return;
            else session.wait();
          }
          expect.unreachable(`still on ${session.state.stage.name}`);
        }),
        { numRuns: repetitions(1_500) },
      );
    },
  );

  it('a resting kiosk remembers nobody', { timeout: repetitions(30_000) }, () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const session = new Session();
        session.printer = undefined;
        for (const one of acts) perform(session, one);
        const { stage } = session.state;
        if (stage.name !== 'home' && stage.name !== 'cleared' && stage.name !== 'desk') return;
        expect(JSON.stringify(session.state)).not.toContain(valid.personalNumber);
        expect(JSON.stringify(session.state)).not.toContain(valid.fullName);
      }),
      { numRuns: repetitions(500) },
    );
  });
});
