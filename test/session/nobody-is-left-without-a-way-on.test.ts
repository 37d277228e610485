import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insuranceCardNumber, people, traveller } from '../../drivers/simulated/people.ts';
import type { KnownVisitor } from '../../src/contract/backend-api.ts';
import type { Command } from '../../src/contract/commands.ts';
import { printerStateSchema, type PrinterState, type ReaderStatus } from '../../src/contract/devices.ts';
import { failureCodeSchema } from '../../src/contract/failures.ts';
import { otherPaperSchema } from '../../src/contract/other-papers.ts';
import { failed, ok } from '../../src/contract/result.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import { sessionViewSchema, type Page, type PageName } from '../../src/contract/session-view.ts';
import type { Effect } from '../../src/main/session/events.ts';
import { toView } from '../../src/main/session/to-view.ts';
import { atRest } from '../../src/main/session/settings.ts';
import { repetitions } from '../support/repetitions.ts';
import { context, declaredIdentity, documentRead, number, passportRead, verifiedIdentity } from '../support/samples.ts';
import { Session } from './driver.ts';

const [valid] = people;
const code = fc.oneof(
  fc.constantFrom('CARD_UNREADABLE' as const, 'CARD_NOT_SUPPORTED' as const),
  fc.constantFrom(...failureCodeSchema.options),
);

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom<Command>(
    { type: 'choose-service', service: 'insurance-check-in' },
    { type: 'choose-service', service: 'licence-renewal' },
    { type: 'choose-service', service: 'queue-ticket' },
    { type: 'type-number' },
    { type: 'other-papers' },
    { type: 'declare' },
    { type: 'declare' },
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
    { type: 'call-help' },
    { type: 'end-help' },
    { type: 'settings', change: { textSize: 'largest', blank: true } },
    { type: 'settings', change: { voice: { on: true } } },
  ),
  fc.boolean().map((headset): Command => ({ type: 'settings', change: { voice: { headset } } })),
  fc
    .constantFrom('none', 'general', 'B', 'A1', 'expiring', 'cashier')
    .map((option): Command => ({ type: 'answer', option })),
  fc.constantFrom('F2', 'F8', 'F4').map((key): Command => ({ type: 'key', key })),
  fc.nat(9).map((digit): Command => ({ type: 'digit', digit: String(digit) })),
  fc.constantFrom(...otherPaperSchema.options).map((paper): Command => ({ type: 'show-paper', paper })),
);

const holder = { fullName: valid.fullName, birthDate: valid.birthDate };
const mrz = { documentNumber: traveller.documentNumber, birthDate: '740812', expiryDate: '300415' };
const ownCard: ScannedCode = { kind: 'citizen-card', personalNumber: valid.personalNumber, holder };
const codes: ScannedCode[] = [
  ...[ownCard, ownCard, ownCard],
  { kind: 'citizen-card', personalNumber: valid.personalNumber },
  { kind: 'number', digits: valid.personalNumber },
  { kind: 'insurance-card', cardNumber: insuranceCardNumber(valid), holder },
  { kind: 'insurance-card', cardNumber: insuranceCardNumber(valid) },
  { kind: 'travel-document', mrz },
  { kind: 'driving-licence', licenceNumber: valid.licenceNumber },
  { kind: 'refused', code: 'SCAN_NOT_FOR_KIOSK' },
  { kind: 'refused', code: 'SCAN_UNREADABLE' },
];

type Act =
  | { do: 'command'; command: Command }
  | { do: 'card'; present: boolean }
  | { do: 'printer'; state: PrinterState }
  | { do: 'reader'; status: ReaderStatus }
  | { do: 'scan'; code: ScannedCode }
  | { do: 'wait' }
  /** Somebody who presses what the page is for. */
  | { do: 'go-on'; at: number }
  | { do: 'answer'; choice: Choice };
type Choice = {
  failure?: (typeof failureCodeSchema.options)[number];
  eligibility: 'valid' | 'expired' | 'not-found' | 'at-counter' | 'mismatch' | 'unverified';
  known?: KnownVisitor;
  printer: PrinterState;
  hasOwnNumber: boolean;
};

const known: KnownVisitor[] = [
  {},
  { lastQueue: 'general', appointment: { queue: 'cardiology', at: '2026-11-21T02:00:00.000Z' } },
  { held: { number: 'A042', queueLabel: number().queueLabel, place: number().place } },
];

const readers: ReaderStatus[] = [
  { state: 'ready', card: true, mute: true },
  { state: 'absent', card: false },
  { state: 'starting', card: false },
];

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
    known: fc.constantFrom(...known),
    printer: printerState,
    hasOwnNumber: fc.boolean(),
  })
  .map(({ failure, ...rest }) => ({ ...rest, ...(failure && { failure }) }));

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.nat(7).map((at): Act => ({ do: 'go-on', at })) },
  { weight: 5, arbitrary: command.map((command): Act => ({ do: 'command', command })) },
  { weight: 2, arbitrary: fc.boolean().map((present): Act => ({ do: 'card', present })) },
  { weight: 1, arbitrary: printerState.map((state): Act => ({ do: 'printer', state })) },
  { weight: 1, arbitrary: fc.constantFrom(...readers).map((status): Act => ({ do: 'reader', status })) },
  { weight: 3, arbitrary: fc.constantFrom(...codes).map((code): Act => ({ do: 'scan', code })) },
  { weight: 1, arbitrary: fc.constant<Act>({ do: 'wait' }) },
  { weight: 4, arbitrary: choice.map((choice): Act => ({ do: 'answer', choice })) },
);

/** One that begins a service; without it most runs would stay at home. */
const acts = fc
  .tuple(
    fc.constantFrom('insurance-check-in', 'insurance-check-in', 'licence-renewal', 'queue-ticket'),
    fc.array(act, { maxLength: 60, size: 'max' }),
  )
  .map(([service, rest]): Act[] => [{ do: 'command', command: { type: 'choose-service', service } }, ...rest]);

function answer(
  session: Session,
  effect: Effect,
  { failure, eligibility, known, printer, hasOwnNumber }: Choice,
): void {
  const alone = failure !== undefined && hasOwnNumber;
  const or = <T>(value: T) => (failure ? failed(failure) : ok(value));
  switch (effect.type) {
    case 'read-chip':
      return void session.event({
        type: 'chip-read',
        result: or({
          read: effect.personalNumber === undefined ? passportRead() : documentRead(effect.personalNumber),
          challengeId: 'C'.repeat(22),
        }),
        hasOwnNumber: alone,
      });
    case 'verify':
      return void session.event({
        type: 'verified',
        result: or(verifiedIdentity({ eligibility: { status: eligibility }, ...(known && { known }) })),
        hasOwnNumber: alone,
      });
    case 'declare':
      return void session.event({
        type: 'verified',
        result: or(declaredIdentity(effect.person, { eligibility: { status: eligibility } })),
        hasOwnNumber: alone,
      });
    case 'issue':
      return void session.event({ type: 'issued', result: or(number()) });
    case 'look-up-licence':
      return void session.event({
        type: 'licence-looked-up',
        result: or({ licences: [], unsettledViolations: eligibility === 'expired' }),
      });
    case 'print-number':
    case 'print-papers-list':
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
    case 'call-help':
    case 'ask-help':
    case 'end-help': {
      const state = effect.type === 'end-help' ? 'over' : hasOwnNumber ? 'coming' : 'waiting';
      return void session.event({ type: 'help', call: effect.call, result: or({ callId: 'H'.repeat(22), state }) });
    }
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

function wayOn(page: Page, at: number): Command {
  if (page.name === 'identify') {
    if (page.canDeclare) return { type: 'declare' };
    return { type: (['other-papers', 'type-number', 'confirm', 'confirm'] as const)[at % 4] ?? 'confirm' };
  }
  if (page.name === 'papers') return { type: 'show-paper', paper: page.papers[at % page.papers.length] ?? 'none' };
  if (page.name === 'question' && page.question.kind === 'choice')
    return { type: 'answer', option: page.question.options[at % page.question.options.length]?.id ?? '' };
  return { type: 'confirm' };
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
      session.event({ type: 'scan', code: act.code });
      break;
    case 'reader':
      session.says({ reader: act.status });
      break;
    case 'wait':
      if (session.isWaiting) session.wait();
      break;
    case 'go-on':
      session.command(wayOn(session.page, act.at));
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
      const seen = new Set<PageName>();
      fc.assert(
        fc.property(acts, choice, (acts, answers) => {
          const session = new Session();
          session.printer = undefined;
          for (const one of acts) {
            perform(session, one);
            seen.add(session.page.name);
            sessionViewSchema.parse(
              toView(session.state, context, {
                revision: 1,
                simulated: [],
                version: 'test',
                panelShortSide: 336,
                at: session.at,
              }),
            );
          }
          for (let left = 1_000; left > 0; left -= 1) {
            const effect = session.effects.shift();
            if (effect) answer(session, effect, answers);
            else if (session.isWaiting) session.wait();
            else {
              expect(['home', 'out-of-service']).toContain(session.state.stage.name);
              expect(session.view).toMatchObject({ language: 'vi', settings: atRest(session.state.settings) });
              expect(session.view).not.toHaveProperty('help');
              return;
            }
          }
          expect.unreachable(`still on ${session.state.stage.name}`);
        }),
        { numRuns: repetitions(500) },
      );
      // So that the above means something.
      const pages: PageName[] = ['papers', 'number-entry', 'person', 'question', 'review', 'ticket', 'desk'];
      expect([...seen]).toEqual(expect.arrayContaining(pages));
    },
  );

  it('a resting kiosk remembers nobody', { timeout: repetitions(30_000) }, () => {
    fc.assert(
      fc.property(acts, (acts) => {
        const session = new Session();
        session.printer = undefined;
        for (const one of acts) perform(session, one);
        const { stage } = session.state;
        if (stage.name !== 'home' && stage.name !== 'cleared' && stage.name !== 'desk') return;
        expect(JSON.stringify(session.state)).not.toContain(valid.personalNumber);
        expect(JSON.stringify(session.state)).not.toContain(valid.fullName);
        expect(JSON.stringify(session.state)).not.toContain(traveller.documentNumber);
      }),
      { numRuns: repetitions(500) },
    );
  });
});
