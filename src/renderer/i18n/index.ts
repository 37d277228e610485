import { en } from './en.ts';
import { translator } from './language.ts';
import { vi, type Messages } from './vi.ts';

export { forgetShown, formatCount, formatDate, formatDay, formatTime, language, say, setLanguage } from './language.ts';

export type { Messages };

/** A text of the kiosk's own. */
export const t = translator<Messages>({ vi, en });
export type MessageKey = Parameters<typeof t>[0];

/** In the largest unit of which there are at least two. */
export function formatSeconds(seconds: number): string {
  if (seconds < 120) return t('time.seconds', { n: seconds });
  if (seconds < 7200) return t('time.minutes', { n: Math.floor(seconds / 60) });
  return t('time.hours', { n: Math.floor(seconds / 3600) });
}
