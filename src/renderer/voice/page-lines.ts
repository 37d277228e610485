import { deskText, failureTexts, type FailureCode } from '../../contract/failures.ts';
import { readableAddress } from '../../contract/portal-address.ts';
import { timeOfDay } from '../../contract/queue.ts';
import { unreachable } from '../../contract/result.ts';
import type { Page, PageName, Paper } from '../../contract/session-view.ts';
import type { Place } from '../../contract/services.ts';
import type { Language, Text } from '../../contract/text.ts';
import { insuranceText, mayPayInstead } from '../kiosk/insurance.ts';
import { missingTitle } from '../kiosk/missing-title.ts';
import type { Draft } from './draft.ts';
import { choices, hidden, line, type Line } from './line.ts';
import { questionLines, typedLines } from './question-lines.ts';
import type { Texts } from './texts.ts';
import { fieldLines, fieldOf, spelt } from './typing.ts';

type PageOf<N extends PageName> = Extract<Page, { name: N }>;

const when = <Value>(value: Value | undefined, lines: (value: Value) => Line[]): Line[] =>
  value === undefined ? [] : lines(value);

const problemText = (code: FailureCode, { say }: Texts) => say(failureTexts[code].citizen);
const dateOf = (date: string) => date.split('-').reverse().join('/');

/** "thứ Sáu 28/11/2026" */
const dayOf = (date: string, language: Language) =>
  `${new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(new Date(date))}, ${dateOf(date)}`;

const placeText = ({ room, floor, way }: Place, { say }: Texts) =>
  [room, floor, ...(way ? [way] : [])].map((part) => say(part)).join(', ');

function home(page: PageOf<'home'>, texts: Texts): Line[] {
  const { t, say } = texts;
  const labels = page.services.map(({ title, problem }) =>
    problem ? `${say(title)}: ${problemText(problem, texts)}` : say(title),
  );
  return [
    ...when(page.printer, (printer) => [line(t('home.noPaper', { why: t(`printer.${printer}`) }))]),
    ...(page.cardLeft ? [line(t('cardFound'))] : []),
    line(t('home.greeting')),
    line(t('home.title')),
    ...choices(labels),
    ...when(page.emergency, (place) => [line(t('home.emergency', { place: placeText(place, texts) }))]),
  ];
}

function identify(page: PageOf<'identify'>, texts: Texts): Line[] {
  const { t, say } = texts;
  const { asks, chip, problem } = page;
  const document = asks === 'citizen-card' || asks === 'passport' ? asks : undefined;
  const numberKnown = page.number !== 'missing';
  const stuck = problem && numberKnown && page.card === 'present' && !chip;
  const scanned = document && numberKnown;
  const labels = [
    ...(page.staffFirst ? [t('action.staff')] : []),
    ...(stuck ? [t('action.retry')] : []),
    ...(page.canDeclare ? [`${t('identify.declare')}. ${t('identify.declareHint')}`] : []),
    ...(asks === 'citizen-card' && !numberKnown ? [t('identify.type')] : []),
    ...(page.otherPapers ? [t('identify.otherPapers')] : []),
  ];
  return [
    ...when(problem, (code) => [line(problemText(code, texts))]),
    line(t(`identify.title.${asks}`)),
    line(say(page.service)),
    line(t(`identify.hint.${asks}`)),
    scanned
      ? line(page.number === 'typed' ? t('identify.typed') : t(`identify.scanned.${document}`))
      : line(t(`identify.scan.${asks}`)),
    ...(asks === 'citizen-card' && !numberKnown ? [line(t('identify.front')), line(t('identify.back'))] : []),
    ...when(document, (paper) =>
      page.card === 'present'
        ? [
            line(t(`identify.present.${paper}`)),
            ...(!numberKnown && !chip ? [line(t(`identify.numberWanted.${paper}`))] : []),
          ]
        : [line(t(`identify.lay.${paper}`)), line(t('identify.layHint'))],
    ),
    ...when(chip, ({ phase }) => [
      line(t(phase === 'authenticate' || phase === 'verify' ? 'identify.authenticating' : 'identify.reading')),
    ]),
    ...choices(labels),
  ];
}

function person(page: PageOf<'person'>, texts: Texts): Line[] {
  const { t, say } = texts;
  const { problem, held } = page;
  const main = held
    ? [t('person.reprint')]
    : problem
      ? [...(mayPayInstead(problem) ? [t('person.selfPaid')] : []), t('action.staff')]
      : [t('person.yes')];
  return [
    ...when(problem, (code) => [hidden(problemText(code, texts))]),
    ...(held ? [hidden(t('person.held')), hidden(t('person.heldHint'))] : [line(t('person.title'))]),
    ...when(page.maskedName, (name) => [line(name, { hidden: true, language: 'vi' })]),
    ...when(page.birthYear, (year) => [hidden(t('person.born', { year }))]),
    ...when(page.maskedNumber, (number) => [hidden(`${t('person.number')}: ${number}`)]),
    ...(held
      ? [hidden(held.number), hidden(placeText(held.place, texts)), hidden(say(held.queueLabel))]
      : [
          hidden(`${t('person.identity')}: ${t(`person.${page.identity}`)}`),
          ...when(page.eligibility, (known) => [hidden(`${t('person.insurance')}: ${insuranceText(known, t)}`)]),
        ]),
    ...when(page.appointment, ({ at, queueLabel }) => [
      hidden(t('person.appointment', { time: timeOfDay(Date.parse(at)), queue: say(queueLabel) })),
    ]),
    // Which ways are open tells the hall how her insurance stands.
    ...choices([...main, t('person.no')]).map((choice) => (problem || held ? { ...choice, hidden: true } : choice)),
  ];
}

/** How the paper fares; `without` says it in place of a text that speaks of a number. */
function paperLines(paper: Paper, texts: Texts, without?: string): Line[] {
  const { t } = texts;
  if (paper.state === 'printing' || paper.state === 'confirmed') return [line(t(`paper.${paper.state}`))];
  return [line(without ?? (paper.state === 'unknown' ? t('paper.unknown') : problemText(paper.code, texts)))];
}

const cardLines = (cardLeft: boolean, { t }: Texts): Line[] => (cardLeft ? [line(t('cardLeft'))] : []);

function ticket(page: PageOf<'ticket'>, language: Language, texts: Texts): Line[] {
  const { t, say } = texts;
  const paperHeld = page.paper.state === 'printing' || page.paper.state === 'confirmed';
  return [
    ...(paperHeld ? [] : paperLines(page.paper, texts)),
    line(t('ticket.title')),
    hidden(page.number),
    ...(page.priority ? [hidden(t('ticket.priority'))] : []),
    hidden(`${t('place.goTo')} ${placeText(page.place, texts)}`),
    hidden(say(page.queueLabel)),
    ...when(page.estimate, (estimate) => [hidden(t('ticket.estimate', estimate))]),
    ...when(page.ahead, (n) => [hidden(t('ticket.ahead', { n }))]),
    ...when(page.dossier, ({ code, resultOn, awaitsDesk, fee }) => [
      hidden(`${t('ticket.dossier')}: ${code}`),
      hidden(`${awaitsDesk ? t('ticket.resultIf') : t('ticket.resultOn')}: ${dayOf(resultOn, language)}`),
      ...when(fee, (amount) => [hidden(`${t('ticket.fee')}: ${t('ticket.feeAtDesk', { amount })}`)]),
    ]),
    ...(page.papers.length > 0 ? [hidden(t('ticket.papers')), ...page.papers.map((paper) => hidden(say(paper)))] : []),
    hidden(t('ticket.missed', { desk: say(page.desk) })),
    ...(page.unverified ? [hidden(t('ticket.unverified'))] : []),
    ...(paperHeld ? paperLines(page.paper, texts) : []),
    ...cardLines(page.cardLeft, texts),
    ...(page.cardLeft ? [] : [line(t(paperHeld ? 'ticket.remember' : 'ticket.rememberCard'))]),
    ...choices([...(page.canReprint ? [t('ticket.reprint')] : []), t('action.done')]),
  ];
}

const list = (label: Text, value: Text, { say }: Texts): Line => hidden(`${say(label)}: ${say(value)}`);

/** All that is said of one page: what went wrong first, then its heading, what it says, and the ways on. */
export function pageLines(page: Page, draft: Draft | undefined, language: Language, texts: Texts): Line[] {
  const { t, say } = texts;
  const field = fieldLines(fieldOf(page, draft), language);
  switch (page.name) {
    case 'home':
      return home(page, texts);
    case 'identify':
      return identify(page, texts);
    case 'number-entry':
      return typedLines(t('numberEntry.title'), t('digits.hidden'), page, field, texts);
    case 'papers':
      return [
        line(t('papers.title')),
        ...choices(
          page.papers.map((paper) =>
            paper === 'none' ? `${t('papers.none')}. ${t('papers.noneHint')}` : t(`papers.${paper}`),
          ),
        ),
      ];
    case 'checking':
      return [line(t(`checking.${page.what}`)), line(t(`checking.${page.patience}`))];
    case 'person':
      return person(page, texts);
    case 'question':
      return questionLines(page.question, field, draft && 'photo' in draft ? draft.photo : undefined, texts);
    case 'review':
      return [
        ...when(page.printer, (printer) => [line(t('review.noPaper', { why: t(`printer.${printer}`) }))]),
        line(t('review.title')),
        ...page.lines.map(({ label, value }) => list(label, value, texts)),
        ...page.changes.map(({ title, answer }) => list(title, answer, texts)),
        ...choices([
          ...page.changes.map(({ title }) => t('review.changeLong', { title: say(title) })),
          t(page.printer ? 'review.withoutPaper' : 'review.print'),
          t('action.change'),
        ]),
      ];
    case 'ticket':
      return ticket(page, language, texts);
    case 'desk':
      return [
        line(t('desk.title')),
        line(`${t('place.goTo')} ${say(page.desk)}`),
        hidden(say(deskText(page.reason))),
        ...(page.paper.state === 'confirmed' ? [line(t('desk.slip'))] : []),
        ...paperLines(page.paper, texts, t('desk.noSlip')),
        ...cardLines(page.cardLeft, texts),
        ...choices([t('action.done')]),
      ];
    case 'missing':
      return [
        line(t(missingTitle(page))),
        line(say(page.service)),
        hidden(say(deskText(page.reason))),
        ...page.missing.map((paper) => hidden(say(paper))),
        ...when(page.portal, (portal) => [line(t('missing.portal')), line(spelt(readableAddress(portal), language))]),
        line(`${page.portal ? t('missing.advice') : t('missing.ready')} ${placeText(page.place, texts)}`),
        ...paperLines(page.paper, texts, t('missing.noList')),
        ...cardLines(page.cardLeft, texts),
        ...choices([t('action.done')]),
      ];
    case 'cleared':
      return [...(page.cardLeft ? [line(t('cardFound'))] : []), line(t('cleared.title')), line(t('cleared.thanks'))];
    case 'out-of-service':
      return [
        line(t('outOfService.title')),
        line(`${t('place.goTo')} ${say(page.desk)}`),
        line(problemText(page.reason, texts)),
      ];
    case 'maintenance-pin':
      return [
        ...when(page.problem, (code) => [line(problemText(code, texts))]),
        line(t('pin.title')),
        line(t('pin.hint')),
      ];
    case 'maintenance':
      return [line(t('maintenance.title'))];
    default:
      return unreachable(page);
  }
}
