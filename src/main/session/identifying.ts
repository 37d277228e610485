import type { DocumentRead } from '../../contract/chip.ts';
import type { Command } from '../../contract/commands.ts';
import type { DeviceStatus } from '../../contract/devices.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { Result } from '../../contract/result.ts';
import type { ScannedCode } from '../../contract/scanned-code.ts';
import type { DeclaredPerson } from '../../contract/backend-api.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import { declarable, declare, personOfCard, personWithoutChip } from './declaring.ts';
import { cardReadable, readerProblem, serves } from './serving.ts';
import { endSession, go, newTurn, refuse, stay, toDesk, touched, type Step } from './step.ts';
import type { ChipKey, Identify, NumberEntry, Papers, State } from './state.ts';

/** A worn contact loses the card again and again: after so many failures lifting it is not enough, somebody must ask. */
const PATIENCE_WITH_A_CARD = 5;

export const identify = (service: ServiceDefinition): Identify => ({
  name: 'identify',
  service,
  asks: 'citizen-card',
  armed: true,
  failures: 0,
  failed: {},
  refused: [],
});

/** Begins anew with a paper of another kind. What the card did is remembered: it may lie on the reader still. */
export const asking = ({ service, armed, failures, failed, refused }: Identify, asks: Identify['asks']): Identify => ({
  ...identify(service),
  asks,
  armed,
  failures,
  failed,
  refused,
});

/** Reads as soon as key and card are both there; one attempt for one act of the citizen. */
export function readWhenReady(state: State, stage: Identify): Step {
  const { key, armed, reading } = stage;
  if (!key || !armed || reading || !cardReadable(state.devices)) return go(state, stage);
  const { problem: _solved, ...rest } = stage;
  return go(
    state,
    { ...rest, armed: false, reading: { phase: 'connect', fraction: 0 } },
    { type: 'read-chip', personalNumber: key.personalNumber, mrz: key.mrz },
  );
}

export function scanned(state: State, stage: Identify, code: ScannedCode): Step {
  if (stage.reading) return stay(state);
  const person = personWithoutChip(code, stage);
  if (person) return declare(state, stage.service, person);
  const key = keyOf(code, stage.service);
  if (key) return keyScanned(state, stage, key, personOfCard(code));
  if (code.kind !== 'refused') return complain(state, stage, 'SCAN_NOT_FOR_KIOSK');
  // Nothing is published about what VNeID shows: it is a code that no kiosk knows.
  return stage.asks === 'vneid' && code.code === 'SCAN_NOT_FOR_KIOSK'
    ? toDesk(state, 'VNEID_AT_COUNTER', stage.service)
    : complain(state, stage, code.code);
}

const complain = (state: State, stage: Identify, problem: FailureCode): Step =>
  stage.problem === problem ? stay(state) : go(state, { ...stage, problem });

/** What she began to type is thrown away for a paper that serves and is not known yet, and for no other code. */
export function scannedElsewhere(state: State, { identify }: NumberEntry | Papers, code: ScannedCode): Step {
  const key = keyOf(code, identify.service);
  const isUsed = personWithoutChip(code, identify) ?? (key && !identify.refused.includes(numberOf(key)));
  return isUsed ? scanned(state, identify, code) : stay(state);
}

function keyOf(code: ScannedCode, service: ServiceDefinition): ChipKey | undefined {
  switch (code.kind) {
    case 'citizen-card':
      return { from: 'scanned', personalNumber: code.personalNumber, mrz: code.mrz };
    case 'number':
      return { from: 'scanned', personalNumber: code.digits };
    case 'travel-document':
      return serves(service, 'travel-document') ? { from: 'scanned', mrz: code.mrz } : undefined;
    default:
      return undefined;
  }
}

const numberOf = (key: ChipKey): string => key.personalNumber ?? key.mrz.documentNumber;

function keyScanned(state: State, stage: Identify, key: ChipKey, person: DeclaredPerson | undefined): Step {
  if (stage.refused.includes(numberOf(key))) return complain(state, stage, 'CARD_ACCESS_DENIED');
  return saysNothingNew(key, person, stage) ? stay(state) : tryKey(state, stage, key, person);
}

/** Scanners repeat the code that lies under them: that is no act of the citizen. */
const saysNothingNew = (
  key: ChipKey,
  person: DeclaredPerson | undefined,
  { key: known, declared }: Identify,
): boolean =>
  known?.from === 'scanned' &&
  numberOf(known) === numberOf(key) &&
  (key.mrz === undefined || known.mrz !== undefined) &&
  (person?.by !== 'citizen-card' || declared?.by === 'citizen-card');

/** @param person whom the number is about; undefined of a travel document, which nobody declares */
export function tryKey(state: State, stage: Identify, key: ChipKey, person: DeclaredPerson | undefined): Step {
  if (stage.refused.includes(numberOf(key))) return go(state, { ...stage, problem: 'CARD_ACCESS_DENIED' });
  const asks = key.personalNumber === undefined ? 'passport' : 'citizen-card';
  return readWhenReady(state, {
    ...asking(stage, asks),
    armed: true,
    failures: 0,
    key,
    ...(person && { declared: person }),
  });
}

/** The first reason wins: what the card on the reader does now, then what went wrong before, then the reader. */
export function identifyProblem(stage: Identify, { devices }: State): FailureCode | undefined {
  if (stage.asks === 'insurance-card' || stage.asks === 'vneid') return stage.problem;
  return devices.reader.mute && !stage.reading ? 'CARD_MUTE' : (stage.problem ?? readerProblem(devices));
}

/** A card that leads to a reading is a sign of life. Its contact may flap for ever: what leads to nothing is none. */
export function devicesChanged(state: State, stage: Identify, before: DeviceStatus): Step {
  const next = cardChanged(stage, state, before);
  const step = readWhenReady(state, next);
  const isAct = step.effects.length > 0 || next.armed !== stage.armed;
  return isAct ? { ...step, state: touched(step.state) } : step;
}

/** Nothing is read before she is back on the page that asks for it. */
export const devicesChangedElsewhere = (state: State, stage: NumberEntry | Papers, before: DeviceStatus): Step =>
  go(state, { ...stage, identify: cardChanged(stage.identify, state, before) });

function cardChanged(stage: Identify, { devices: { reader } }: State, before: DeviceStatus): Identify {
  const next = before.reader.card && !reader.card ? awaitNextCard(stage) : stage;
  return reader.mute && !before.reader.mute ? failedAs(next, 'CARD_MUTE') : next;
}

/** The next card may take the number that this one refused. */
const awaitNextCard = (stage: Identify): Identify => ({
  ...stage,
  refused: [],
  armed: stage.armed || stage.failures < PATIENCE_WITH_A_CARD,
});

const failedAs = (stage: Identify, code: FailureCode): Identify => ({
  ...stage,
  failed: { ...stage.failed, [code]: stage.failed[code] ? 'twice' : 'once' },
});

export function chipRead(
  state: State,
  stage: Identify,
  result: Result<{ read: DocumentRead; challengeId: string }>,
): Step {
  const { reading: _done, ...rest } = stage;
  if (!result.ok) return readingFailed(state, rest, result.code);
  const { read, challengeId } = result.value;
  const { key, service } = rest;
  if (!key || !opened(read.document, key)) return go(state, { ...withoutKey(rest), problem: 'CARD_NUMBER_MISMATCH' });
  return go(
    state,
    { name: 'checking', service, patience: 'first' },
    { type: 'verify', service: service.id, personalNumber: key.personalNumber, challengeId, read },
  );
}

/** Whether the document is the one whose key was given. */
const opened = (document: DocumentRead['document'], key: ChipKey): boolean =>
  'personalNumber' in document
    ? document.personalNumber === key.personalNumber
    : key.personalNumber === undefined && document.documentNumber === key.mrz.documentNumber;

/** The number must be given anew. A typed one may be mistyped; what a paper says holds, whatever card lies there. */
function withoutKey({ key, declared, ...rest }: Identify): Identify {
  return key?.from === 'scanned' && declared ? { ...rest, declared } : rest;
}

function readingFailed(state: State, before: Identify, code: FailureCode): Step {
  const stage = failedAs(before, code);
  const failures = stage.failures + 1;
  switch (code) {
    case 'CARD_ACCESS_DENIED': {
      // The same wrong key is not tried again. Where the card was lifted meanwhile, another one may lie there, which has refused nothing.
      const refused = stage.key && !stage.armed ? [...stage.refused, numberOf(stage.key)] : stage.refused;
      return go(state, { ...withoutKey(stage), refused, problem: code });
    }
    case 'CARD_REMOVED':
    case 'CARD_UNREADABLE':
    case 'CARD_NOT_SUPPORTED':
    case 'DEVICE_LOST':
    case 'DEVICE_TIMEOUT':
    case 'READER_MISSING': {
      // Where the card is gone already, laying it down again is the citizen's next act; it may lie there again.
      const armed = (stage.armed || !state.devices.reader.card) && failures < PATIENCE_WITH_A_CARD;
      return readWhenReady(state, { ...stage, armed, failures, problem: code });
    }
    default:
      return toDesk(state, code, stage.service);
  }
}

/** Whether she may turn to the keypad or to other papers now. */
export const mayTurnAside = ({ asks, reading }: Identify): boolean => asks === 'citizen-card' && !reading;

export function identifyCommand(state: State, stage: Identify, command: Command): Step {
  switch (command.type) {
    case 'type-number':
      return mayTurnAside(stage) ? go(state, { name: 'number-entry', identify: stage, digits: '' }) : refuse(state);
    case 'other-papers':
      return mayTurnAside(stage) ? go(state, { name: 'papers', identify: stage }) : refuse(state);
    case 'confirm':
      return stage.reading ? refuse(state) : readWhenReady(state, { ...stage, armed: true, failures: 0 });
    case 'declare': {
      const person = declarable(stage, state);
      return person ? declare(state, stage.service, person) : refuse(state);
    }
    case 'ask-staff':
      return toDesk(state, identifyProblem(stage, state) ?? 'STAFF_WANTED', stage.service);
    case 'back':
      // In a new turn: what a reading that is under way finds is not wanted any more.
      return stage.asks === 'citizen-card'
        ? endSession(state)
        : go(newTurn(state), { name: 'papers', identify: asking(stage, 'citizen-card') });
    case 'cancel':
      return endSession(state);
    default:
      return refuse(state);
  }
}
