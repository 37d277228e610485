import { prioritySchema } from '../../contract/backend-api.ts';
import { priorityByAge } from '../../contract/priority.ts';
import { inForce } from '../../contract/law.ts';
import type { Facts, ServiceRules } from './rules.ts';

/** Khám bảo hiểm y tế. Priority by age is never asked: the card proves it (Luật KCB 15/2023 art. 3). */
export const insuranceCheckIn: ServiceRules = {
  asks(question, facts) {
    if (question.id === 'priority') return proven(facts) === undefined;
    if (question.id === 'clinic') return !facts.selfPaid;
    return true;
  },
  obstacle: () => undefined,
  priority: (facts) => proven(facts) ?? prioritySchema.catch('none').parse(facts.answers.priority),
  queue: ({ selfPaid, definition }) => (selfPaid ? definition.selfPaidQueue : undefined),
  papers: ({ definition }) => definition.papers,
  remarks(facts) {
    const priority = proven(facts);
    if (priority === 'age-75') {
      const { elderlyFromAge } = inForce(facts.law.priority, facts.today);
      return [
        {
          label: { vi: 'Ưu tiên', en: 'Priority' },
          value: { vi: `Có (từ ${elderlyFromAge} tuổi)`, en: `Yes (aged ${elderlyFromAge} or over)` },
        },
      ];
    }
    return priority === 'under-6'
      ? [{ label: { vi: 'Ưu tiên', en: 'Priority' }, value: { vi: 'Có (trẻ em)', en: 'Yes (child)' } }]
      : [];
  },
};

const proven = ({ document, law, today }: Facts) => document && priorityByAge(law.priority, document.birthDate, today);
