import { failureTexts, type FailureCode } from '../../contract/failures.ts';
import { unreachable } from '../../contract/result.ts';
import type { Page } from '../../contract/session-view.ts';
import type { PhotoDraft } from './draft.ts';
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

/** A page on which digits are typed, with what stands in its field. That they are complete is told as it comes. */
export function typedLines(
  heading: string,
  hint: string | undefined,
  typed: Typed,
  field: readonly Line[],
  texts: Texts,
): Line[] {
  const { digits, length } = typed;
  const goOn = texts.t('action.continue');
  const complete = digits.length === length;
  return [
    ...complaint(typed, texts),
    line(heading),
    ...(hint ? [line(hint)] : []),
    line(texts.t('digits.entered', { entered: digits.length, length }), { about: complete ? 'complete' : 'so far' }),
    ...field,
    // There the keys stand then.
    ...(complete ? [line(goOn, { about: 'go on' })] : choices([goOn])),
  ];
}

/** A choice, and why it cannot be had. */
export function choiceLabel({ label, closed }: Options[number], { t, say }: Texts): string {
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
    ...choices(sorted.map((option) => choiceLabel(option, texts))).map((choice, at) =>
      sorted[at]?.personal ? { ...choice, hidden: true } : choice,
    ),
  ];
}

/** The page on which a photo is taken. While it counts, nothing but the count is news. */
function photoLines(title: string, photo: PhotoDraft | undefined, { t, say }: Texts): Line[] {
  if (photo?.without)
    return [line(title), line(say(failureTexts.CAMERA_MISSING.citizen)), ...choices([t('action.continue')])];
  if (photo?.countdown)
    return [line(title), line(String(photo.countdown), { about: `countdown ${String(photo.countdown)}` })];
  if (photo?.taken) return [line(title), line(t('photo.check')), ...choices([t('photo.use'), t('photo.again')])];
  return [
    line(title),
    ...(photo ? [line(t(`photo.${photo.sight}`))] : []),
    ...choices([t('photo.take'), t('photo.atDesk')]),
  ];
}

/** `field`: what stands in the question's own, as it is said. */
export function questionLines(
  question: Question,
  field: readonly Line[],
  photo: PhotoDraft | undefined,
  texts: Texts,
): Line[] {
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
        return [line(t('question.scan')), ...typedLines(title, undefined, typed, field, texts)];
      }
      return typedLines(title, question.hint ? say(question.hint) : scan, question, field, texts);
    }
    case 'date':
      return typedLines(title, question.hint && say(question.hint), { ...question, length: 8 }, field, texts);
    case 'text':
      return [
        ...(question.problem ? [line(say(failureTexts[question.problem].citizen))] : []),
        line(title),
        ...(question.hint ? [line(say(question.hint))] : []),
        ...field,
        ...choices([t('action.continue')]),
      ];
    case 'intro':
      return [
        line(title),
        ...(question.papers.length > 0 ? [line(t('intro.papers'))] : []),
        ...question.papers.map((paper) => line(say(paper))),
        ...(question.minutes ? [line(t('intro.minutes', { n: question.minutes }))] : []),
        ...(question.fee ? [line(t(`intro.fee.${question.fee.at}`, { amount: question.fee.amount }))] : []),
        ...choices([t('intro.start'), ...(question.papers.length > 0 ? [t('intro.missing')] : [])]),
      ];
    case 'photo':
      return photoLines(title, photo, texts);
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
