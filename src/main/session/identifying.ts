import type { Command } from '../../contract/commands.ts';
import type { DeviceStatus } from '../../contract/devices.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { personalNumberSchema } from '../../contract/person.ts';
import type { Result } from '../../contract/result.ts';
import type { ScannedCode } from '../../contract/scanned-code.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import type { DocumentRead } from '../../contract/chip.ts';
import { cardReadable, readerProblem } from './serving.ts';
import { endSession, go, refuse, stay, toDesk, touched, type Step } from './step.ts';
import type { Identify, NumberEntry, State } from './state.ts';

const NUMBER_LENGTH = 12;

/** A worn contact loses the card again and again: after so many failures lifting it is not enough, somebody must ask. */
const PATIENCE_WITH_A_CARD = 5;

export const identify = (service: ServiceDefinition): Identify => ({
  name: 'identify',
  service,
  armed: true,
  failures: 0,
  refused: [],
});

/** Reads as soon as number and card are both there; one attempt for one act of the citizen. */
export function readWhenReady(state: State, stage: Identify): Step {
  if (!stage.number || !stage.armed || stage.reading || !cardReadable(state.devices)) return go(state, stage);
  const { problem: _solved, ...rest } = stage;
  return go(
    state,
    { ...rest, armed: false, reading: { phase: 'connect', fraction: 0 } },
    { type: 'read-chip', personalNumber: stage.number.digits, mrz: stage.number.mrz },
  );
}

export function scanned(state: State, stage: Identify, code: ScannedCode): Step {
  if (stage.reading) return stay(state);
  const number = numberOf(code);
  if (!number) return complain(state, stage, code.kind === 'refused' ? code.code : 'SCAN_NOT_FOR_KIOSK');
  if (stage.refused.includes(number.digits)) return complain(state, stage, 'CARD_ACCESS_DENIED');
  return saysNothingNew(number, stage.number) ? stay(state) : tryNumber(state, stage, number);
}

const complain = (state: State, stage: Identify, problem: FailureCode): Step =>
  stage.problem === problem ? stay(state) : go(state, { ...stage, problem });

/** What she typed is thrown away for a number that she has not given yet, and for no other code. */
export function scannedWhileTyping(state: State, { identify }: NumberEntry, code: ScannedCode): Step {
  const number = numberOf(code);
  return number && !identify.refused.includes(number.digits) ? scanned(state, identify, code) : stay(state);
}

type GivenNumber = NonNullable<Identify['number']>;

function numberOf(code: ScannedCode): GivenNumber | undefined {
  if (code.kind === 'citizen-card') return { digits: code.personalNumber, from: 'scanned', mrz: code.mrz };
  if (code.kind !== 'number') return undefined;
  const personalNumber = personalNumberSchema.safeParse(code.digits);
  return personalNumber.success ? { digits: personalNumber.data, from: 'scanned' } : undefined;
}

/** Scanners repeat the code that lies under them: that is no act of the citizen. */
const saysNothingNew = ({ digits, mrz }: GivenNumber, known: Identify['number']): boolean =>
  known?.from === 'scanned' && known.digits === digits && (mrz === undefined || known.mrz !== undefined);

function tryNumber(state: State, stage: Identify, number: GivenNumber): Step {
  if (stage.refused.includes(number.digits)) return go(state, { ...stage, problem: 'CARD_ACCESS_DENIED' });
  const { problem: _solved, ...rest } = stage;
  return readWhenReady(state, { ...rest, armed: true, failures: 0, number });
}

/** The first reason wins: what the card on the reader does now, then what went wrong before, then the reader. */
export const identifyProblem = (stage: Identify, { devices }: State): FailureCode | undefined =>
  devices.reader.mute && !stage.reading ? 'CARD_MUTE' : (stage.problem ?? readerProblem(devices));

/** A card that leads to a reading is a sign of life. Its contact may flap for ever: what leads to nothing is none. */
export function devicesChanged(state: State, stage: Identify, before: DeviceStatus): Step {
  const next = lifted(state, before) ? awaitNextCard(stage) : stage;
  const step = readWhenReady(state, next);
  const isAct = step.effects.length > 0 || next.armed !== stage.armed;
  return isAct ? { ...step, state: touched(step.state) } : step;
}

/** Nothing is read before she is done with typing. */
export const devicesChangedWhileTyping = (state: State, stage: NumberEntry, before: DeviceStatus): Step =>
  lifted(state, before) ? go(state, { ...stage, identify: awaitNextCard(stage.identify) }) : stay(state);

const lifted = ({ devices }: State, before: DeviceStatus): boolean => before.reader.card && !devices.reader.card;

/** The next card may take the number that this one refused. */
const awaitNextCard = (stage: Identify): Identify => ({
  ...stage,
  refused: [],
  armed: stage.armed || stage.failures < PATIENCE_WITH_A_CARD,
});

export function chipRead(
  state: State,
  stage: Identify,
  result: Result<{ read: DocumentRead; challengeId: string }>,
): Step {
  const { reading: _done, number, ...rest } = stage;
  if (!result.ok) return readingFailed(state, { ...rest, ...(number && { number }) }, result.code);
  const { read, challengeId } = result.value;
  if (number?.digits !== read.document.personalNumber) return go(state, { ...rest, problem: 'CARD_NUMBER_MISMATCH' });
  return go(
    state,
    { name: 'checking', service: stage.service, patience: 'first' },
    { type: 'verify', service: stage.service.id, personalNumber: number.digits, challengeId, read },
  );
}

function readingFailed(state: State, stage: Identify, code: FailureCode): Step {
  const failures = stage.failures + 1;
  switch (code) {
    case 'CARD_ACCESS_DENIED': {
      // The same wrong CAN is not tried again: the number must be given anew.
      const { number, ...rest } = stage;
      // Where the card was lifted meanwhile, another one may lie there, which has refused nothing.
      const refused = number && !stage.armed ? [...stage.refused, number.digits] : stage.refused;
      return go(state, { ...rest, refused, problem: code });
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

export function identifyCommand(state: State, stage: Identify, command: Command): Step {
  switch (command.type) {
    case 'type-number':
      return stage.reading ? refuse(state) : go(state, { name: 'number-entry', identify: stage, digits: '' });
    case 'confirm':
      return stage.reading ? refuse(state) : readWhenReady(state, { ...stage, armed: true, failures: 0 });
    case 'ask-staff':
      return toDesk(state, identifyProblem(stage, state) ?? 'STAFF_WANTED', stage.service);
    case 'back':
    case 'cancel':
      return endSession(state);
    default:
      return refuse(state);
  }
}

export function numberEntryCommand(state: State, stage: NumberEntry, command: Command): Step {
  const entry = (digits: string, problem?: FailureCode): NumberEntry => ({
    name: 'number-entry',
    identify: stage.identify,
    digits,
    ...(problem && { problem }),
  });
  switch (command.type) {
    case 'digit':
      return go(state, entry((stage.digits + command.digit).slice(0, NUMBER_LENGTH)));
    case 'delete-digit':
      return go(state, entry(stage.digits.slice(0, -1)));
    case 'submit': {
      if (!personalNumberSchema.safeParse(stage.digits).success)
        return go(state, entry(stage.digits, 'NUMBER_INVALID'));
      return tryNumber(state, stage.identify, { digits: stage.digits, from: 'typed' });
    }
    case 'back':
      return readWhenReady(state, stage.identify);
    case 'ask-staff':
      return toDesk(state, 'STAFF_WANTED', stage.identify.service);
    case 'cancel':
      return endSession(state);
    default:
      return refuse(state);
  }
}
