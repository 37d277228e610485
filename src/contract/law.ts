/** The rule in force on a day, `YYYY-MM-DD`; before the first one (a clock that is wrong), the first. */
export function inForce<Rule extends { from: string }>(rules: readonly Rule[], day: string): Rule {
  const ordered = rules.toSorted((a, b) => b.from.localeCompare(a.from));
  const rule = ordered.find(({ from }) => from <= day) ?? ordered.at(-1);
  if (!rule) throw new Error('a law without a rule');
  return rule;
}
