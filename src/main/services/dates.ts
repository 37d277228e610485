/** Calendar dates as `YYYY-MM-DD`; they compare as text. */

/** @returns undefined where the eight digits, day month year, name no real day */
export function dateFromDigits(digits: string): string | undefined {
  const [, day, month, year] = /^(\d{2})(\d{2})(\d{4})$/.exec(digits) ?? [];
  if (!day || !month || !year || year < '1900') return undefined;
  const date = `${year}-${month}-${day}`;
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date ? undefined : date;
}

export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** The same day so many months later, or the last one of a shorter month. */
export function monthsAfter(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0));
  return new Date(Math.min(last.getTime(), Date.UTC(year, month - 1 + months, day))).toISOString().slice(0, 10);
}

/** As printed in Vietnam, 21/11/2026. */
export const dayMonthYear = (date: string): string => date.split('-').reverse().join('/');
