import type { Command } from '../../contract/commands.ts';
import { plainTextSchema } from '../../contract/person.ts';
import type { ScannedCode } from '../../contract/scanned-code.ts';
import type { Question } from '../../contract/services.ts';
import { dateFromDigits } from '../services/dates.ts';
import { closedOption } from '../services/queues.ts';
import { factsOf, options, papers } from '../services/visit.ts';
import { beforeQuestion, nextQuestion, questionOf } from './asking.ts';
import { toMissing } from './missing.ts';
import { endSession, go, refuse, stay, toDesk, type Context, type Step } from './step.ts';
import type { Asking, State } from './state.ts';

const DATE_LENGTH = 8;

export function questionCommand(state: State, stage: Asking, command: Command, at: number, context: Context): Step {
  const { visit } = stage;
  switch (command.type) {
    case 'back':
      return stage.changing
        ? nextQuestion(state, visit, context)
        : beforeQuestion(state, visit, stage.question, context);
    case 'ask-staff':
      return toDesk(state, 'STAFF_WANTED', visit.service, visit);
    case 'cancel':
      return endSession(state);
    default: {
      const question = questionOf(stage, context);
      return question ? answerCommand(state, stage, question, command, at, context) : refuse(state);
    }
  }
}

/** What each kind of question takes for an answer. */
function answerCommand(
  state: State,
  stage: Asking,
  question: Question,
  command: Command,
  at: number,
  context: Context,
): Step {
  switch (question.kind) {
    case 'choice':
      return command.type === 'answer' ? choose(state, stage, question, command.option, at, context) : refuse(state);
    case 'digits':
    case 'date':
      return typeDigits(state, stage, question, command, context);
    case 'text': {
      if (command.type !== 'text') return refuse(state);
      const text = plainTextSchema.min(1).max(question.length).safeParse(command.text.trim());
      return text.success
        ? answered(state, stage, text.data, context)
        : go(state, { ...stage, problem: 'TEXT_INVALID' });
    }
    case 'intro':
      if (command.type === 'print-list') return listOf(state, stage, context);
      return command.type === 'confirm' ? answered(state, stage, 'yes', context) : refuse(state);
    case 'photo':
      if (command.type === 'confirm') return answered(state, stage, 'at-desk', context);
      if (command.type !== 'photo') return refuse(state);
      return isJpeg(command.jpeg)
        ? answered(state, { ...stage, visit: { ...stage.visit, photo: command.jpeg } }, 'taken', context)
        : refuse(state, 'COMMAND_INVALID');
    case 'consent':
      if (command.type === 'deny') return toDesk(state, 'CONSENT_REFUSED', stage.visit.service, stage.visit);
      return command.type === 'confirm' ? answered(state, stage, 'yes', context) : refuse(state);
  }
}

function choose(state: State, stage: Asking, question: Question, chosen: string, at: number, context: Context): Step {
  const option = options(question, factsOf(stage.visit, context.catalogue)).find(({ id }) => id === chosen);
  if (!option) return refuse(state, 'COMMAND_INVALID');
  const closed = closedOption(option, context.catalogue.centre, at);
  return closed ? refuse(state, closed.code) : answered(state, stage, option.id, context);
}

function typeDigits(
  state: State,
  { problem: _seen, ...stage }: Asking,
  question: Extract<Question, { kind: 'digits' | 'date' }>,
  command: Command,
  context: Context,
): Step {
  const length = question.kind === 'digits' ? question.length : DATE_LENGTH;
  switch (command.type) {
    case 'digit':
      return go(state, { ...stage, digits: (stage.digits + command.digit).slice(0, length) });
    case 'delete-digit':
      return go(state, { ...stage, digits: stage.digits.slice(0, -1) });
    case 'submit':
      if (question.kind === 'date' && !isDate(stage.digits, question.past ? stage.visit.day : undefined))
        return go(state, { ...stage, problem: 'DATE_INVALID' });
      // Licence numbers older than twelve digits exist, so a shorter one is taken; an empty one is not.
      if (question.kind === 'digits' && stage.digits.length < (question.atLeast ?? 5))
        return go(state, { ...stage, problem: 'NUMBER_INVALID' });
      return answered(state, stage, stage.digits, context);
    default:
      return refuse(state);
  }
}

function isDate(digits: string, last = '9999-12-31'): boolean {
  const date = dateFromDigits(digits);
  return date !== undefined && date <= last;
}

function listOf(state: State, { visit }: Asking, context: Context): Step {
  const list = papers(factsOf(visit, context.catalogue));
  return list.length > 0 ? toMissing(state, 'PAPERS_WANTED', list, visit, context) : refuse(state);
}

/** From its start-of-image marker to its end-of-image marker (ITU-T T.81 B.1.1.3); the contract limits its size. */
function isJpeg(base64: string): boolean {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.subarray(0, 3).equals(startOfJpeg) && bytes.subarray(-2).equals(endOfJpeg);
}
const startOfJpeg = Buffer.from([0xff, 0xd8, 0xff]);
const endOfJpeg = Buffer.from([0xff, 0xd9]);

export function questionScan(state: State, stage: Asking, code: ScannedCode, context: Context): Step {
  const question = questionOf(stage, context);
  if (question?.kind !== 'digits' || question.scan === undefined) return stay(state);
  if (code.kind === 'driving-licence') return answered(state, stage, code.licenceNumber, context);
  if (code.kind === 'number') return answered(state, stage, code.digits, context);
  const problem = code.kind === 'refused' ? code.code : 'SCAN_NOT_FOR_KIOSK';
  return problem === stage.problem ? stay(state) : go(state, { ...stage, problem });
}

/** Who agreed, agreed to what was answered then: another answer asks for it anew. */
function answered(state: State, { visit, question }: Asking, answer: string, context: Context): Step {
  const consents = visit.service.questions.filter(({ kind }) => kind === 'consent').map(({ id }) => id);
  const given = Object.entries(visit.answers).filter(([id]) => consents.includes(question) || !consents.includes(id));
  const answers = { ...Object.fromEntries(given), [question]: answer };
  return nextQuestion(state, { ...visit, answers }, context);
}
