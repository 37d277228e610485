import { prioritySchema } from '../../contract/backend-api.ts';
import { inForce } from '../../contract/law.ts';
import { birthday, isAgeGroup, isDisproved, priorityByAge, type AgeGroup } from '../../contract/priority.ts';
import type { Text } from '../../contract/text.ts';
import { workingDayAfter } from '../../contract/working-days.ts';
import { dateFromDigits, dayMonthYear, monthsAfter } from './dates.ts';
import { noRules } from './no-rules.ts';
import type { Facts, ServiceRules } from './rules.ts';

/**
 * Khám bảo hiểm y tế. What she says of referral and follow-up is provisional: staff decide, and nobody is refused for it. Priority
 * that a birth date proves is never asked (Luật KCB 15/2023 art. 3).
 */
export const insuranceCheckIn: ServiceRules = {
  ...noRules,

  asks({ id }, facts) {
    switch (id) {
      case 'entitlement':
      case 'clinic':
        return !facts.selfPaid;
      case 'referral-date':
        return isReferred(facts);
      case 'guardian':
        return isChild(facts);
      case 'priority':
        return proven(facts) === undefined;
      default:
        return true;
    }
  },

  options({ id, options }, facts) {
    const { eligibility } = facts;
    if (id === 'entitlement' && eligibility?.registeredHere === false)
      return options.filter((option) => option.id !== 'registered-here');
    return id === 'priority' ? options.filter((option) => !isAgeGroup(option.id) || mayBe(option.id, facts)) : options;
  },

  presumes(question, facts) {
    switch (question.id) {
      case 'entitlement':
        return facts.eligibility?.registeredHere ? 'registered-here' : undefined;
      case 'priority':
        return mayBe('age-75', facts) || mayBe('under-6', facts) ? undefined : question.usual;
      default:
        return question.usual;
    }
  },

  obstacle: ({ answers }) => (answers.entitlement === 'emergency' ? 'EMERGENCY' : undefined),
  priority: (facts) => proven(facts) ?? prioritySchema.catch('none').parse(facts.answers.priority),
  queue: ({ selfPaid, definition }) => (selfPaid ? definition.selfPaid?.queue : undefined),
  remarks: (facts) => [...priorityRemark(facts), ...referralRemark(facts)],
};

const proven = ({ birthDate, law, today }: Facts) =>
  birthDate === undefined ? undefined : priorityByAge(law.priority, birthDate, today);

/** Whether she may be of an age that her birth date, where it is known, does not prove. */
const mayBe = (group: AgeGroup, { birthDate, law, today }: Facts): boolean =>
  birthDate === undefined || !isDisproved(law.priority, birthDate, group, today);

const isChild = ({ birthDate, law, today }: Facts): boolean =>
  birthDate !== undefined && today < birthday(birthDate, inForce(law.child, today).belowAge);

const isReferred = ({ answers }: Facts): boolean =>
  answers.entitlement === 'referral' || answers.entitlement === 'referral-year';

function priorityRemark(facts: Facts): { label: Text; value: Text }[] {
  const label = { vi: 'Ưu tiên', en: 'Priority' };
  switch (proven(facts)) {
    case 'age-75': {
      const { elderlyFromAge } = inForce(facts.law.priority, facts.today);
      return [{ label, value: { vi: `Có (từ ${elderlyFromAge} tuổi)`, en: `Yes (aged ${elderlyFromAge} or over)` } }];
    }
    case 'under-6':
      return [{ label, value: { vi: 'Có (trẻ em)', en: 'Yes (child)' } }];
    case undefined:
      return [];
  }
}

/** Whether the slip of referral is within its term. She is seen in any case, without one as if she came by herself. */
function referralRemark(facts: Facts): { label: Text; value: Text }[] {
  const { answers, law, today, centre } = facts;
  const signed = isReferred(facts) && dateFromDigits(answers['referral-date'] ?? '');
  if (!signed) return [];
  const { workingDays, years } = inForce(law.referral, signed);
  const last =
    answers.entitlement === 'referral-year'
      ? monthsAfter(signed, 12 * years)
      : workingDayAfter(signed, workingDays, centre.holidays);
  const until = dayMonthYear(last);
  return [
    {
      label: { vi: 'Phiếu chuyển', en: 'Referral slip' },
      value:
        signed <= today && today <= last
          ? { vi: `Có giá trị đến ${until}`, en: `Valid until ${until}` }
          : {
              vi: `Ngoài thời hạn (đến ${until}). Ông/bà vẫn được khám, nhân viên sẽ xem phiếu.`,
              en: `Outside its term (until ${until}). You will be seen all the same; staff will look at it.`,
            },
    },
  ];
}
