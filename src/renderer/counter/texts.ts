import { failureTexts, type FailureCode } from '../../contract/failures.ts';
import type { EntryPriority, OrderReason } from '../../contract/queue-entries.ts';
import { languageSchema, type Language } from '../../contract/text.ts';
import { formatTime, say, setLanguage, translator } from '../i18n/language.ts';
import { en } from './en.ts';
import { kept } from './kept.ts';
import { vi, type Messages } from './vi.ts';

/** A text of the counter's own. */
export const t = translator<Messages>({ vi, en });

const store = kept(localStorage, 'tram.counter.language', languageSchema);
setLanguage(store.read() ?? 'vi');

export function chooseLanguage(language: Language): void {
  setLanguage(language);
  store.write(language);
}

export function failureText(code: FailureCode): string {
  if (code === 'BACKEND_UNREACHABLE' || code === 'BACKEND_ERROR') return t('notice.unreachable');
  return code === 'BACKEND_REFUSED' ? t('notice.notAllowed') : say(failureTexts[code].staff);
}

/** What staff see of an entry, as far as it is known. */
interface Standing {
  reason?: OrderReason | undefined;
  priority?: EntryPriority | undefined;
  priorityProven?: boolean | undefined;
  appointmentAt?: string | undefined;
}

export function groupText({ priority = 'none', priorityProven }: Standing): string | undefined {
  if (priority === 'none') return undefined;
  const group = t(`group.${priority}`);
  return priorityProven ? group : t('declared', { group });
}

/** Why it is called when it is. */
export function reasonText(standing: Standing): string | undefined {
  const group = groupText(standing);
  const { reason = group ? 'priority' : undefined, appointmentAt } = standing;
  switch (reason) {
    case 'priority':
      return t('reason.priority', { group: group ?? '' });
    case 'appointment':
      return t('reason.appointment', { time: appointmentAt ? formatTime(appointmentAt) : '' });
    default:
      return reason && t(`reason.${reason}`);
  }
}
