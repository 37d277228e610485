import type { Text } from '../../contract/text.ts';
import { dateFromDigits, daysBetween } from './dates.ts';
import { inForce } from '../../contract/law.ts';
import type { Facts, ServiceRules } from './rules.ts';

/** Đổi giấy phép lái xe, as far as a desk: the kiosk itself cannot ask the police's licence database. */
export const licenceRenewal: ServiceRules = {
  asks: (question, facts) => question.id !== 'licence-expiry' || term(facts) !== null,

  obstacle(facts) {
    const { answers } = facts;
    if (term(facts) === null && answers.reason === 'expiring') return 'LICENCE_WITHOUT_TERM';
    return needsTest(facts) ? 'LICENCE_OVERDUE_TEST' : undefined;
  },

  priority: () => 'none',
  queue: () => undefined,

  papers(facts) {
    const always = facts.definition.papers;
    return term(facts) === null ? always : [...always, ...inForce(facts.law.licence, facts.today).papersWithTerm];
  },

  remarks(facts) {
    const lines: { label: Text; value: Text }[] = [];
    const years = term(facts);
    if (years)
      lines.push({
        label: { vi: 'Thời hạn mới', en: 'New term' },
        value: { vi: `${years} năm`, en: `${years} years` },
      });
    const expiry = dateFromDigits(facts.answers['licence-expiry'] ?? '');
    if (expiry && expiry < facts.today) {
      const days = daysBetween(expiry, facts.today);
      lines.push({ label: { vi: 'Quá hạn', en: 'Overdue' }, value: { vi: `${days} ngày`, en: `${days} days` } });
    }
    return lines;
  },
};

/** Years of term of the chosen class; null where it has none; undefined for an old class, exchanged for a new one. */
function term({ answers, law, today }: Facts): number | null | undefined {
  return inForce(law.licence, today).termYears[answers['licence-class'] ?? ''];
}

function needsTest({ answers, law, today }: Facts): boolean {
  const expiry = dateFromDigits(answers['licence-expiry'] ?? '');
  if (!expiry || expiry >= today) return false;
  return daysBetween(expiry, today) >= Math.max(1, inForce(law.licence, today).testWhenOverdue.afterDays);
}
