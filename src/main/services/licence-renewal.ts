import { inForce } from '../../contract/law.ts';
import type { LicenceRecord } from '../../contract/licence.ts';
import type { Text } from '../../contract/text.ts';
import { dateFromDigits, dayMonthYear, daysBetween, monthsAfter } from './dates.ts';
import { feeText } from './fee.ts';
import { noRules } from './no-rules.ts';
import type { Facts, Option, ServiceRules } from './rules.ts';

/**
 * Đổi giấy phép lái xe. What the police's register says is not asked; where it did not answer, she says it herself and a desk checks.
 * A centre without `dossier` receives none: it says so, and points to the portal or a desk.
 */
export const licenceRenewal: ServiceRules = {
  ...noRules,
  needsLicence: true,

  asks(question, facts) {
    const { answers, licence } = facts;
    switch (question.id) {
      case 'licence':
        return licence !== undefined;
      case 'licence-number':
      case 'licence-class':
      case 'violations':
        return licence === undefined;
      case 'licence-expiry':
        return term(facts) !== null && picked(facts)?.expiresOn === undefined;
      case 'health-certificate':
        return term(facts) !== null && !hasGoodCertificate(facts);
      case 'health-certificate-date':
        return answers['health-certificate'] === 'paper';
      case 'address':
      case 'phone':
        return answers.delivery === 'post';
      default:
        return true;
    }
  },

  options: (question, facts) =>
    question.id === 'licence' ? [...heldOptions(facts.licence), ...question.options] : question.options,

  missing(facts) {
    const { answers } = facts;
    const law = lawOf(facts);
    const all = [...licenceRenewal.papers(facts)];
    const test = testNeeded(facts);
    if (facts.licence?.unsettledViolations || answers.violations === 'some')
      return { reason: 'LICENCE_VIOLATIONS', papers: law.settleViolations };
    if (test) return { reason: 'LICENCE_OVERDUE_TEST', papers: [test, ...all] };
    if (answers['health-certificate'] === 'none')
      return { reason: 'HEALTH_CERTIFICATE_MISSING', papers: [...all, law.healthCertificate.where] };
    const signedOn = dateFromDigits(answers['health-certificate-date'] ?? '');
    if (signedOn !== undefined && !isGood(signedOn, facts))
      return { reason: 'HEALTH_CERTIFICATE_OLD', papers: [...all, law.healthCertificate.where] };
    return answers.way === 'portal' ? { reason: 'LICENCE_ELSEWHERE', papers: all } : undefined;
  },

  obstacle(facts) {
    const { answers, licence } = facts;
    if (licence?.licences.length === 0 || answers.licence === 'other') return 'LICENCE_NOT_FOUND';
    if (picked(facts)?.suspended) return 'LICENCE_SUSPENDED';
    return term(facts) === null && answers.reason === 'expiring' ? 'LICENCE_WITHOUT_TERM' : undefined;
  },

  papers(facts) {
    const always = facts.definition.papers;
    const isOnPaper = term(facts) !== null && !hasGoodCertificate(facts);
    return isOnPaper ? [...always, lawOf(facts).healthCertificate.paper] : always;
  },

  lists: ({ papers }, law) =>
    law.licence.flatMap(({ testWhenOverdue, healthCertificate: { paper, where }, settleViolations }) => [
      ...testWhenOverdue.map(({ test }) => [test, ...papers, paper, where]),
      [...papers, paper, where],
      settleViolations,
    ]),

  found(facts) {
    const held = picked(facts);
    const hasTerm = term(facts) !== null;
    // What the register does not tell of them, she says herself.
    const isKnown = held && (!hasTerm || (held.expiresOn !== undefined && hasGoodCertificate(facts)));
    const isSeen = isKnown && facts.answers.photo === 'taken';
    // Where her data changed, a desk sees which are right.
    if (!isSeen || facts.answers.reason === 'data-differ') return undefined;
    return [foundCard, foundLicence, ...(hasTerm ? [foundCertificate] : [])];
  },

  told(facts) {
    const { licence: _place, ...answers } = facts.answers;
    const held = picked(facts);
    if (!held) return facts.answers;
    return {
      ...answers,
      'licence-number': held.number,
      'licence-class': held.class,
      ...(held.expiresOn !== undefined && { 'licence-expiry': held.expiresOn }),
      ...(hasGoodCertificate(facts) && { 'health-certificate': 'register' }),
    };
  },

  remarks: (facts) => [...numberRemark(facts), ...termRemark(facts), ...certificateRemark(facts), ...feeRemark(facts)],
};

const foundCard: Text = { vi: 'Căn cước (đã đọc chip tại máy)', en: 'ID card (chip read at the machine)' };
const foundLicence: Text = { vi: 'Giấy phép lái xe (có trên hệ thống)', en: 'Driving licence (found in the register)' };
const foundCertificate: Text = {
  vi: 'Giấy khám sức khoẻ người lái xe (có trên hệ thống)',
  en: 'Driver’s health certificate (found in the register)',
};

const lawOf = ({ law, today }: Facts) => inForce(law.licence, today);

type Held = LicenceRecord['licences'][number];

/** Of those that the register knows, by their places in its list: their numbers are nobody's to see on a screen. */
const heldOptions = (record: LicenceRecord | undefined): Option[] =>
  (record?.licences ?? []).map((held, index) => ({ id: `${index + 1}`, label: heldLabel(held), personal: true }));

function heldLabel({ class: name, expiresOn }: Held): Text {
  if (expiresOn === undefined) return { vi: `Hạng ${name} · không thời hạn`, en: `Class ${name} · without term` };
  const day = dayMonthYear(expiresOn);
  return { vi: `Hạng ${name} · có giá trị đến ${day}`, en: `Class ${name} · valid until ${day}` };
}

const picked = ({ licence, answers }: Facts): Held | undefined => licence?.licences[Number(answers.licence) - 1];

/** Years of term of her class; null where it has none; undefined for an old class, exchanged for a new one, and while it is not known. */
function term(facts: Facts): number | null | undefined {
  const held = picked(facts);
  const years = lawOf(facts).termYears[held?.class ?? facts.answers['licence-class'] ?? ''];
  // The car's B1 of before 2025 has a term, today's has none.
  return years === null && held?.expiresOn !== undefined ? undefined : years;
}

const expiryOf = (facts: Facts): string | undefined =>
  term(facts) === null
    ? undefined
    : (picked(facts)?.expiresOn ?? dateFromDigits(facts.answers['licence-expiry'] ?? ''));

/** The test of the longest lapse that she has reached. */
function testNeeded(facts: Facts): Text | undefined {
  const expiry = expiryOf(facts);
  if (expiry === undefined) return undefined;
  return lawOf(facts).testWhenOverdue.findLast(({ from }) =>
    'days' in from
      ? daysBetween(expiry, facts.today) >= from.days
      : monthsAfter(expiry, 12 * from.years) <= facts.today,
  )?.test;
}

const isGood = (signedOn: string, facts: Facts): boolean =>
  facts.today <= monthsAfter(signedOn, lawOf(facts).healthCertificate.months);

function hasGoodCertificate(facts: Facts): boolean {
  const known = facts.licence?.healthCertificate;
  return known !== undefined && isGood(known.issuedOn, facts);
}

type Lines = { label: Text; value: Text }[];

/** Older numbers exist: she is warned, not stopped. */
function numberRemark({ answers }: Facts): Lines {
  const number = answers['licence-number'];
  if (number === undefined || /^\d{12}$/.test(number)) return [];
  return [
    {
      label: { vi: 'Lưu ý', en: 'Please note' },
      value: {
        vi: 'Số giấy phép không đủ 12 số: quầy sẽ xem lại',
        en: 'The licence number has not 12 digits: the counter will check it',
      },
    },
  ];
}

function termRemark(facts: Facts): Lines {
  const years = term(facts);
  if (!years) return [];
  return [{ label: { vi: 'Thời hạn mới', en: 'New term' }, value: { vi: `${years} năm`, en: `${years} years` } }];
}

function certificateRemark(facts: Facts): Lines {
  const known = facts.licence?.healthCertificate;
  if (known === undefined || term(facts) === null || !hasGoodCertificate(facts)) return [];
  const day = dayMonthYear(known.issuedOn);
  return [
    {
      label: { vi: 'Giấy khám sức khoẻ', en: 'Health certificate' },
      value: { vi: `Đã có trên hệ thống, ngày ${day}`, en: `Found in the register, of ${day}` },
    },
  ];
}

function feeRemark({ definition: { fee, dossier } }: Facts): Lines {
  return fee && dossier ? [{ label: { vi: 'Lệ phí', en: 'Fee' }, value: feeText(fee.amount) }] : [];
}
