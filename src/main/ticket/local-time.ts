import type { Text } from '../../contract/text.ts';

// In Viet Nam, whatever the host's zone.
const timeZone = 'Asia/Ho_Chi_Minh';

const day = new Intl.DateTimeFormat('en-GB', { timeZone, day: '2-digit', month: '2-digit', year: 'numeric' });
const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const weekday = {
  vi: new Intl.DateTimeFormat('vi', { timeZone, weekday: 'long' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long' }),
};

/** "21/11/2026" */
export const localDay = (instant: string): string => day.format(new Date(instant));

/** "07:42" */
export const localTime = (instant: string): string => time.format(new Date(instant));

/** "Thứ Sáu, 27/11/2026": of a day to come people remember which of the week it is. */
export const localWeekday = (instant: string): Text => ({
  vi: `${weekday.vi.format(new Date(instant))}, ${localDay(instant)}`,
  en: `${weekday.en.format(new Date(instant))}, ${localDay(instant)}`,
});

const fiveMinutes = 5 * 60_000;

interface Span {
  from: string;
  to: string;
}

/** "08:00" to "08:15": to five minutes, outward, and five at least, since an estimate that looks exact is taken for a promise. */
export function localSpan({ from, to }: Span): Span {
  const earliest = Math.floor(Date.parse(from) / fiveMinutes) * fiveMinutes;
  const latest = Math.max(Math.ceil(Date.parse(to) / fiveMinutes) * fiveMinutes, earliest + fiveMinutes);
  return { from: time.format(earliest), to: time.format(latest) };
}

/** "08:00–08:15" */
export function localRange(span: Span): string {
  const { from, to } = localSpan(span);
  return `${from}–${to}`;
}
