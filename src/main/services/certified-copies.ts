import { inForce } from '../../contract/law.ts';
import { feeText } from './fee.ts';
import { noRules } from './no-rules.ts';
import type { Facts, ServiceRules } from './rules.ts';

/** Chứng thực bản sao từ bản chính: what it will cost, before she waits for it. */
export const certifiedCopies: ServiceRules = {
  ...noRules,
  remarks(facts) {
    const fee = feeOf(facts);
    return fee === undefined ? [] : [{ label: { vi: 'Phí dự kiến', en: 'Expected fee' }, value: feeText(fee) }];
  },
};

/** Đồng. */
function feeOf({ answers, law, today }: Facts): number | undefined {
  const [pages, copies] = [Number(answers.pages), Number(answers.copies)];
  if (!pages || !copies) return undefined;
  const { firstPages, furtherPage, mostForOneCopy } = inForce(law.certifiedCopies, today);
  const first = Math.min(pages, firstPages.count);
  return copies * Math.min(first * firstPages.each + (pages - first) * furtherPage, mostForOneCopy);
}
