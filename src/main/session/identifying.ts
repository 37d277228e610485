import type { Command } from '../../contract/commands.ts';
import type { DeviceStatus } from '../../contract/devices.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { personalNumberSchema } from '../../contract/person.ts';
import type { Result } from '../../contract/result.ts';
import type { ScannedCode } from '../../contract/scanned-code.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import type { DocumentRead } from '../../contract/chip.ts';
import { endSession, go, refuse, stay, toDesk, type Step } from './step.ts';
import type { Identify, Stage, State } from './state.ts';

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
  if (!stage.number || !stage.armed || stage.reading || !state.devices.reader.card) return go(state, stage);
  const { problem: _solved, ...rest } = stage;
  return go(
    state,
    { ...rest, armed: false, reading: { phase: 'connect', fraction: 0 } },
    { type: 'read-chip', personalNumber: stage.number.digits, mrz: stage.number.mrz },
  );
}

export function scanned(state: State, stage: Identify, code: ScannedCode): Step {
  if (stage.reading) return stay(state);
  if (code.kind === 'refused') return go(state, { ...stage, problem: code.code });
  if (code.kind !== 'citizen-card') return go(state, { ...stage, problem: 'SCAN_NOT_FOR_KIOSK' });
  const { problem: _solved, ...rest } = stage;
  return tryNumber(state, rest, { digits: code.personalNumber, from: 'scanned', mrz: code.mrz });
}

function tryNumber(state: State, stage: Identify, number: NonNullable<Identify['number']>): Step {
  if (stage.refused.includes(number.digits)) return go(state, { ...stage, problem: 'CARD_ACCESS_DENIED' });
  return readWhenReady(state, { ...stage, armed: true, failures: 0, number });
}

export function devicesChanged(state: State, stage: Identify, before: DeviceStatus): Step {
  const lifted = before.reader.card && !state.devices.reader.card;
  if (!lifted) return readWhenReady(state, stage);
  // The next card may take the number that this one refused.
  const armed = stage.armed || (!stage.reading && stage.failures < PATIENCE_WITH_A_CARD);
  return readWhenReady(state, { ...stage, refused: [], armed });
}

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
      const refused = number ? [...stage.refused, number.digits] : stage.refused;
      return go(state, { ...rest, refused, problem: code });
    }
    case 'CARD_REMOVED':
    case 'CARD_UNREADABLE':
    case 'CARD_NOT_SUPPORTED':
    case 'DEVICE_LOST':
    case 'DEVICE_TIMEOUT':
    case 'READER_MISSING': {
      // Where the card is gone already, laying it down again is the citizen's next act.
      return go(state, {
        ...stage,
        armed: !state.devices.reader.card && failures < PATIENCE_WITH_A_CARD,
        failures,
        problem: code,
      });
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
      return toDesk(state, stage.problem ?? 'STAFF_WANTED', stage.service);
    case 'back':
    case 'cancel':
      return endSession(state);
    default:
      return refuse(state);
  }
}

export function numberEntryCommand(
  state: State,
  stage: Extract<Stage, { name: 'number-entry' }>,
  command: Command,
): Step {
  const entry = (digits: string, problem?: FailureCode): Stage => ({
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
      const { problem: _solved, ...rest } = stage.identify;
      return tryNumber(state, rest, { digits: stage.digits, from: 'typed' });
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
