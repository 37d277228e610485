import { failureTexts, type FailureCode } from '../../contract/failures.ts';
import { unreachable } from '../../contract/result.ts';
import type { Page } from '../../contract/session-view.ts';
import { choices, hidden, line, type Line } from './line.ts';
import type { Texts } from './texts.ts';

type Question = Extract<Page, { name: 'question' }>['question'];
type Options = Extract<Question, { kind: 'choice' }>['options'];

interface Typed {
  digits: string;
  length: number;
  problem?: FailureCode | undefined;
}

function complaint({ digits, length, problem }: Typed, { t, say }: Texts): Line[] {
  if (!problem) return [];
  return [
    line(
      digits.length < length
        ? t('digits.tooFew', { entered: digits.length, length })
        : say(failureTexts[problem].citizen),
    ),
  ];
}

/** A page on which digits are typed. Each is told as it comes, and that they are complete. */
export function typedLines(heading: string, hint: string | undefined, typed: Typed, texts: Texts): Line[] {
  const { digits, length } = typed;
  const entered = texts.t('digits.entered', { entered: digits.length, length });
  const latest = digits.at(-1);
  return [
    ...complaint(typed, texts),
    line(heading),
    ...(hint ? [line(hint)] : []),
    ...(latest === undefined ? [] : [hidden(latest, `digit ${String(digits.length)}`)]),
    line(entered, { about: digits.length === length ? 'complete' : 'so far' }),
    ...choices([texts.t('action.continue')]),
  ];
}

function choiceLabel({ label, closed }: Options[number], { t, say }: Texts): string {
  if (!closed) return say(label);
  const opens = closed.opensAt === undefined ? '' : ` ${t('question.opensAt', { time: closed.opensAt })}`;
  return `${say(label)}: ${say(failureTexts[closed.code].citizen)}${opens}`;
}

function choiceLines(title: string, options: Options, texts: Texts): Line[] {
  const sorted = [...options].sort((a, b) => Number(b.last ?? 0) - Number(a.last ?? 0));
  const last = sorted.find((option) => option.last);
  return [
    line(title),
    ...(last ? [hidden(`${texts.t('question.last')}: ${texts.say(last.label)}`)] : []),
    ...choices(sorted.map((option) => choiceLabel(option, texts))),
  ];
}

export function questionLines(question: Question, texts: Texts): Line[] {
  const { t, say } = texts;
  const title = say(question.title);
  switch (question.kind) {
    case 'choice':
      return choiceLines(title, question.options, texts);
    case 'digits': {
      const scan = question.canScan ? t('question.scan') : undefined;
      // The code's own text speaks of the ID card, which is not wanted here.
      if (question.problem === 'SCAN_NOT_FOR_KIOSK') {
        const { problem: _, ...typed } = question;
        return [line(t('question.scan')), ...typedLines(title, undefined, typed, texts)];
      }
      return typedLines(title, question.hint ? say(question.hint) : scan, question, texts);
    }
    case 'date':
      return typedLines(title, question.hint && say(question.hint), { ...question, length: 8 }, texts);
    case 'text':
      return [
        ...(question.problem ? [line(say(failureTexts[question.problem].citizen))] : []),
        line(title),
        ...(question.hint ? [line(say(question.hint))] : []),
        ...choices([t('action.continue')]),
      ];
    case 'intro':
      return [
        line(title),
        ...(question.papers.length > 0 ? [line(t('intro.papers'))] : []),
        ...question.papers.map((paper) => line(say(paper))),
        ...(question.minutes ? [line(t('intro.minutes', { n: question.minutes }))] : []),
        ...(question.fee ? [line(t('intro.fee', { amount: question.fee }))] : []),
        ...choices([t('intro.start'), ...(question.papers.length > 0 ? [t('intro.missing')] : [])]),
      ];
    case 'photo':
      return [line(title), ...choices([t('photo.take'), t('photo.atDesk')])];
    case 'consent':
      return [
        line(title),
        ...question.lines.map(({ label, value }) => hidden(`${say(label)}: ${say(value)}`)),
        line(say(question.statement)),
        ...choices([t('consent.agree'), t('consent.refuse')]),
      ];
    default:
      return unreachable(question);
  }
}
