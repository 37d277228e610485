import { randomBytes } from 'node:crypto';
import type { Devices, PrintOutcome } from '../../drivers/ports.ts';
import { ok, unreachable } from '../contract/result.ts';
import type { Ticket } from '../contract/ticket.ts';
import type { BackendClient } from './backend/client.ts';
import type { Clock } from './clock.ts';
import { verifiedIdentity } from './identity/verified-identity.ts';
import type { Log } from './log/log.ts';
import type { createAccess } from './maintenance/access.ts';
import { diagnose, overview, testRead } from './maintenance/diagnostics.ts';
import { issueNumber } from './queue/issue.ts';
import type { Answer, Effect } from './session/events.ts';
import type { Perform } from './session/runner.ts';
import type { Catalogue } from './services/load.ts';
import type { Store } from './store/store.ts';
import type { TicketRenderer } from './ticket/raster.ts';

export interface Deps {
  catalogue: Catalogue;
  devices: Devices;
  backend: BackendClient;
  store: Store;
  access: ReturnType<typeof createAccess>;
  render: TicketRenderer;
  clock: Clock;
  log: Log;
  /** An outbox row is ready. */
  wakeSender: () => void;
}

type Of<Type extends Effect['type']> = Extract<Effect, { type: Type }>;

/** Carries out what the session wants: one function an effect. */
export function performer(deps: Deps): Perform {
  /** Which stored number waits for its paper, by ticket token. */
  const promised = new Map<string, string>();

  return (effect) => {
    switch (effect.type) {
      case 'read-chip':
        return readChip(deps, effect);
      case 'verify':
        return timed(deps, 'verify', () => verify(deps, effect));
      case 'issue':
        return timed(deps, 'issue', () => issue(deps, effect, promised));
      case 'print-number':
        return timed(deps, 'print', () => printNumber(deps, effect, promised));
      case 'print-desk-slip':
        return timed(deps, 'print', () => printDeskSlip(deps, effect));
      case 'check-pin':
        return deps.access.check(effect.pin).then((result) => ({ type: 'access', result }));
      case 'diagnose':
        return diagnose({ ...deps, centre: deps.catalogue.centre }, effect.checks);
      case 'test-read':
        return testReading(deps, effect);
      default:
        return unreachable(effect);
    }
  };
}

async function timed(deps: Deps, stage: 'verify' | 'issue' | 'print', work: () => Promise<Answer>): Promise<Answer> {
  const start = deps.clock.monotonic();
  const answer = await work();
  deps.log({ event: 'timed', stage, ms: Math.round(deps.clock.monotonic() - start) });
  return answer;
}

/** The challenge comes from the backend, so that a recorded reading cannot be played again. */
async function readChip({ devices, backend, log }: Deps, { personalNumber, mrz }: Of<'read-chip'>): Promise<Answer> {
  const challenge = await backend.challenge();
  if (!challenge.ok) return { type: 'chip-read', result: challenge };
  const result = await devices.readChip({
    can: personalNumber.slice(-6),
    mrz,
    challenge: challenge.value.challenge,
  });
  if (!result.ok) return { type: 'chip-read', result };
  const { access, cardAccess, chipAuthentication, dataGroups, proof, statistics } = result.value;
  log({ event: 'chip-read', access, cardAccess, chipAuthentication, dataGroups, proof, statistics });
  return { type: 'chip-read', result: ok({ read: result.value, challengeId: challenge.value.challengeId }) };
}

async function verify(
  { backend, log }: Deps,
  { service, personalNumber, challengeId, read }: Of<'verify'>,
): Promise<Answer> {
  const answer = await backend.verify({ challengeId, service, scannedNumber: personalNumber, evidence: read.evidence });
  if (!answer.ok) return { type: 'verified', result: answer };
  const { identity, eligibility, reason } = answer.value;
  log({
    event: 'verified',
    identity,
    ...(eligibility && { eligibility: eligibility.status }),
    ...(reason && { reason }),
  });
  return { type: 'verified', result: ok(verifiedIdentity(read, answer.value)) };
}

async function issue(deps: Deps, { request }: Of<'issue'>, promised: Map<string, string>): Promise<Answer> {
  const key = randomBytes(16).toString('base64url');
  const result = await issueNumber(request, key, deps);
  if (result.ok) {
    const { number, queue, repeated, unverified, ticketToken } = result.value;
    promised.set(ticketToken, key);
    deps.log({ event: 'number', number, queue, repeated, unverified });
  }
  return { type: 'issued', result };
}

async function printNumber(deps: Deps, effect: Of<'print-number'>, promised: Map<string, string>): Promise<Answer> {
  const { number, service, papers, language, maskedName } = effect;
  const { centre } = deps.catalogue;
  const outcome = await print(deps, 'number', {
    kind: 'number',
    language,
    centre: centre.name,
    number: number.number,
    service,
    queueLabel: number.queueLabel,
    place: number.place,
    desk: centre.desk,
    ...(maskedName && { maskedName }),
    priority: number.priority !== 'none',
    unverified: number.unverified,
    reprint: number.repeated,
    ...(number.ahead !== undefined && { ahead: number.ahead }),
    papers,
    ticketToken: number.ticketToken,
    issuedAt: number.issuedAt,
  });
  const key = promised.get(number.ticketToken);
  promised.delete(number.ticketToken);
  if (key) deps.store.settle(key, outcome.outcome);
  deps.wakeSender();
  return { type: 'printed', outcome };
}

async function printDeskSlip(
  deps: Deps,
  { reason, service, language, maskedName }: Of<'print-desk-slip'>,
): Promise<Answer> {
  const { centre } = deps.catalogue;
  const outcome = await print(deps, 'desk-slip', {
    kind: 'desk-slip',
    language,
    centre: centre.name,
    service,
    desk: centre.desk,
    ...(maskedName && { maskedName }),
    reason,
    slipId: slipId(),
    issuedAt: new Date(deps.clock.now()).toISOString(),
  });
  return { type: 'printed', outcome };
}

async function print(
  { devices, render, log }: Deps,
  kind: 'number' | 'desk-slip',
  ticket: Ticket,
): Promise<PrintOutcome> {
  const outcome = await devices.print(render(ticket));
  log({
    event: 'printed',
    kind,
    outcome: outcome.outcome,
    ...('code' in outcome && { code: outcome.code }),
    // By which a clerk's question about a slip is answered.
    ...(ticket.kind === 'desk-slip' && { slip: ticket.slipId, reason: ticket.reason }),
  });
  return outcome;
}

/** Six characters that are told apart when read aloud over a counter. */
function slipId(): string {
  const letters = '23456789ABCEHKLMNPRTVXYZ';
  return Array.from(randomBytes(6), (byte) => letters[byte % letters.length]).join('');
}

async function testReading(deps: Deps, { personalNumber }: Of<'test-read'>): Promise<Answer> {
  const context = { ...deps, centre: deps.catalogue.centre };
  return overview(context, [await testRead(context, personalNumber, randomBytes(8).toString('hex'))]);
}
