import { randomBytes } from 'node:crypto';
import type { Devices, PrintOutcome } from '../../drivers/ports.ts';
import type { NumberResponse } from '../contract/backend-api.ts';
import { deskFor } from '../contract/desk.ts';
import type { PrinterStatus } from '../contract/devices.ts';
import { expectedTurn } from '../contract/expected-turn.ts';
import type { FailureCode } from '../contract/failures.ts';
import { ok, unreachable } from '../contract/result.ts';
import { titleAt } from '../contract/services.ts';
import type { Check } from '../contract/session-view.ts';
import { slipLetters } from '../contract/ticket.ts';
import type { BackendClient } from './backend/client.ts';
import type { Clock } from '../../drivers/clock.ts';
import { printerAnswer } from './delays.ts';
import { declaredIdentity, verifiedIdentity } from './identity/verified-identity.ts';
import type { Log } from './log/log.ts';
import type { createAccess } from './maintenance/access.ts';
import type { Print } from './maintenance/counted-print.ts';
import { diagnose, overview, printCheck, testRead } from './maintenance/diagnostics.ts';
import type { WearSettings } from './maintenance/wear.ts';
import { issueNumber, unheard } from './queue/issue.ts';
import { hasOwnNumber } from './queue/own-number.ts';
import type { Answer, Effect, TicketWords } from './session/events.ts';
import type { Perform } from './session/runner.ts';
import type { Catalogue } from './services/load.ts';
import { papersAtDesk } from './services/receipt.ts';
import type { NumberTicket, Store } from './store/store.ts';

export interface Deps {
  catalogue: Catalogue;
  devices: Devices;
  backend: BackendClient;
  store: Store;
  access: ReturnType<typeof createAccess>;
  print: Print;
  settings: WearSettings;
  clock: Clock;
  log: Log;
  /** An outbox row is ready. */
  wakeSender: () => void;
}

type Of<Type extends Effect['type']> = Extract<Effect, { type: Type }>;

/** Carries out what the session wants: one function an effect. */
export function performer(deps: Deps): Perform {
  const context = { ...deps, centre: deps.catalogue.centre };
  return (effect, turnOver) => {
    switch (effect.type) {
      case 'read-chip':
        return readChip(deps, effect, turnOver);
      case 'verify':
        return timed(deps, 'verify', () => verify(deps, effect));
      case 'declare':
        return timed(deps, 'verify', () => declare(deps, effect));
      case 'look-up-licence':
        return timed(deps, 'licence', () =>
          deps.backend
            .licence({ verificationId: effect.verificationId })
            .then((result) => ({ type: 'licence-looked-up', result })),
        );
      case 'call-help':
        return deps.backend.callHelp().then((result) => ({ type: 'help', call: effect.call, result }));
      case 'ask-help':
        return deps.backend.helpCall(effect.callId).then((result) => ({ type: 'help', call: effect.call, result }));
      case 'end-help':
        return endHelp(deps, effect);
      case 'ask-printer':
        return askPrinter(deps).then((printer) => ({ type: 'printer-asked', printer }));
      case 'issue':
        return timed(deps, 'issue', () => issue(deps, effect));
      case 'print-number':
        return timed(deps, 'print', () => printNumber(deps, effect));
      case 'print-desk-slip':
        return timed(deps, 'print', () => printDeskSlip(deps, effect));
      case 'print-papers-list':
        return timed(deps, 'print', () => printPapersList(deps, effect));
      case 'check-pin':
        return deps.access.check(effect.pin).then((result) => ({ type: 'access', result }));
      case 'diagnose':
        return diagnose(context, effect.checks);
      case 'test-read':
        return testRead(context, effect.personalNumber, randomBytes(8).toString('hex'), turnOver).then((check) =>
          overview(context, [check]),
        );
      case 'renewed':
        deps.store.renewed(effect.part);
        deps.log({ event: 'renewed', part: effect.part, by: 'technician' });
        return overview(context, []);
      case 'settle':
        return settle(deps, effect).then((checks) => overview(context, checks));
      default:
        return unreachable(effect);
    }
  };
}

async function timed(
  deps: Deps,
  stage: 'verify' | 'licence' | 'issue' | 'print',
  work: () => Promise<Answer>,
): Promise<Answer> {
  const start = deps.clock.monotonic();
  const answer = await work();
  deps.log({ event: 'timed', stage, ms: Math.round(deps.clock.monotonic() - start) });
  return answer;
}

/** The challenge comes from the backend, so that a recorded reading cannot be played again. */
async function readChip(deps: Deps, { personalNumber, mrz }: Of<'read-chip'>, turnOver: AbortSignal): Promise<Answer> {
  const { devices, backend, log } = deps;
  const challenge = await backend.challenge();
  if (!challenge.ok) return { type: 'chip-read', result: challenge, ...wayOn(deps, challenge.code) };
  const request = { can: personalNumber?.slice(-6), mrz, challenge: challenge.value.challenge };
  const result = await devices.readChip(request, turnOver);
  if (!result.ok) return { type: 'chip-read', result };
  const { access, cardAccess, chipAuthentication, dataGroups, proof, statistics } = result.value;
  log({ event: 'chip-read', access, cardAccess, chipAuthentication, dataGroups, proof, statistics });
  return { type: 'chip-read', result: ok({ read: result.value, challengeId: challenge.value.challengeId }) };
}

async function verify(deps: Deps, { service, personalNumber, challengeId, read }: Of<'verify'>): Promise<Answer> {
  const { backend, log } = deps;
  const answer = await backend.verify({ challengeId, service, scannedNumber: personalNumber, evidence: read.evidence });
  if (!answer.ok) return { type: 'verified', result: answer, ...wayOn(deps, answer.code) };
  const { identity, eligibility, reason } = answer.value;
  log({
    event: 'verified',
    identity,
    ...(eligibility && { eligibility: eligibility.status }),
    ...(reason && { reason }),
  });
  return { type: 'verified', result: ok(verifiedIdentity(read, answer.value)) };
}

async function declare(deps: Deps, { service, person }: Of<'declare'>): Promise<Answer> {
  const answer = await deps.backend.declare({ service, person });
  if (!answer.ok) return { type: 'verified', result: answer, ...wayOn(deps, answer.code) };
  const { identity, eligibility } = answer.value;
  deps.log({ event: 'verified', identity, ...(eligibility && { eligibility: eligibility.status }) });
  return { type: 'verified', result: ok(declaredIdentity(person, answer.value)) };
}

/** Where the server cannot be told, it finds out by itself that nobody asks any more. */
async function endHelp({ backend }: Deps, { call, callId }: Of<'end-help'>): Promise<Answer> {
  await backend.endHelp(callId);
  return { type: 'help', call, result: ok({ callId, state: 'over' }) };
}

const wayOn = (deps: Deps, code: FailureCode) => unheard.has(code) && hasOwnNumber(deps) && { hasOwnNumber: true };

/** A printer that is gone may take long to be found so: then what was known of it holds. */
function askPrinter({ devices, clock }: Deps): Promise<PrinterStatus> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(printerAnswer, () => resolve(devices.status().printer));
    devices.printerStatus().then(resolve, reject).finally(cancel);
  });
}

async function issue(deps: Deps, { request, words }: Of<'issue'>): Promise<Answer> {
  const ticketOf = (number: NumberResponse) => numberTicket(deps, number, words);
  const result = await issueNumber(request, ticketOf, { ...deps, newToken: newKey });
  if (result.ok) {
    const { number, queue, repeated, unverified } = result.value;
    deps.log({ event: 'number', number, queue, repeated, unverified });
  } else deps.wakeSender();
  return { type: 'issued', result };
}

/** For the journal: whose ticket it is stands on paper alone. */
function numberTicket({ catalogue: { centre } }: Deps, number: NumberResponse, words: TicketWords): NumberTicket {
  const turn = expectedTurn(number);
  return {
    kind: 'number',
    service: titleAt(words.service, number.queue),
    language: words.language,
    papers: papersAtDesk(number, words.papers),
    centre: centre.name,
    number: number.number,
    queueLabel: number.queueLabel,
    place: number.place,
    desk: centre.desk,
    priority: number.priority !== 'none',
    unverified: number.unverified,
    reprint: number.repeated,
    ...(number.ahead !== undefined && { ahead: number.ahead }),
    ...(turn && { estimate: turn }),
    ticketToken: number.ticketToken,
    issuedAt: number.issuedAt,
  };
}

async function printNumber(deps: Deps, { ticketToken, maskedName, receipt }: Of<'print-number'>): Promise<Answer> {
  const outcome = await printKept(deps, ticketToken, maskedName);
  // The number is in the journal whatever becomes of the receipt: she hears of whichever failed first.
  if (outcome && receipt && isOut(outcome)) return { type: 'printed', outcome: await deps.print(receipt) };
  if (outcome) return { type: 'printed', outcome };
  // The number stands on the screen and is valid: no reason to end the kiosk before her eyes.
  const unprintable = { outcome: 'not-printed', code: 'PRINT_UNCONFIRMED' } as const;
  deps.log({ event: 'printed', kind: 'number', ...unprintable });
  return { type: 'printed', outcome: unprintable };
}

/** A printer that cannot say so has printed it, as far as anybody knows. */
const isOut = ({ outcome }: PrintOutcome): boolean => outcome === 'confirmed' || outcome === 'unconfirmed';

/** Each try is in the journal before a dot is sent; undefined where the journal keeps no ticket that can be printed. */
async function printKept(deps: Deps, ticketToken: string, maskedName?: string): Promise<PrintOutcome | undefined> {
  const attempt = deps.store.beginPaper(ticketToken, newKey(), deps.clock.now());
  const outcome = attempt && (await deps.print({ ...attempt.ticket, ...(maskedName && { maskedName }) }, attempt.key));
  deps.wakeSender();
  return outcome;
}

async function settle(deps: Deps, { ticketToken, number, by }: Of<'settle'>): Promise<Check[]> {
  deps.log({ event: 'settled', number, by });
  if (by === 'reprint') {
    const outcome = await printKept(deps, ticketToken);
    return [outcome ? printCheck('reprint', outcome) : ticketForgotten];
  }
  deps.store.handOver(ticketToken, newKey(), deps.clock.now());
  return [];
}

const ticketForgotten: Check = {
  name: 'reprint',
  passed: false,
  text: { vi: 'Máy không còn giữ phiếu này.', en: 'The machine no longer keeps this ticket.' },
};

/** 128 random bits. */
export const newKey = (): string => randomBytes(16).toString('base64url');

async function printDeskSlip(
  deps: Deps,
  { reason, service, language, maskedName }: Of<'print-desk-slip'>,
): Promise<Answer> {
  const { centre } = deps.catalogue;
  const outcome = await deps.print({
    kind: 'desk-slip',
    language,
    centre: centre.name,
    service,
    desk: deskFor(reason, centre),
    ...(maskedName && { maskedName }),
    reason,
    slipId: slipId(),
    issuedAt: new Date(deps.clock.now()).toISOString(),
  });
  return { type: 'printed', outcome };
}

async function printPapersList(
  deps: Deps,
  { service, papers, place, portal, language }: Of<'print-papers-list'>,
): Promise<Answer> {
  const outcome = await deps.print({
    kind: 'papers-list',
    language,
    centre: deps.catalogue.centre.name,
    service,
    papers,
    place,
    ...(portal !== undefined && { portal }),
    issuedAt: new Date(deps.clock.now()).toISOString(),
  });
  return { type: 'printed', outcome };
}

/** Six characters that are told apart when read aloud over a counter. */
function slipId(): string {
  return Array.from(randomBytes(6), (byte) => slipLetters[byte % slipLetters.length]).join('');
}
