/**
 * The last day of a term in working days, which begins on the day after its receipt: Saturdays, Sundays and holidays do not count.
 * @param day of receipt, `YYYY-MM-DD`
 * @param holidays `YYYY-MM-DD`
 */
export function workingDayAfter(day: string, workingDays: number, holidays: readonly string[]): string {
  let date = day;
  for (let left = workingDays; left > 0;) {
    date = dayAfter(date);
    if (isWeekday(date) && !holidays.includes(date)) left -= 1;
  }
  return date;
}

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

const isWeekday = (day: string): boolean => new Date(day).getUTCDay() % 6 !== 0;
