import type { Language, Text } from '../../contract/text.ts';
import { en } from '../i18n/en.ts';
import type { MessageKey } from '../i18n/index.ts';
import { fill, textAt, type Values } from '../i18n/tree.ts';
import { vi, type Messages } from '../i18n/vi.ts';

const messages: Record<Language, Messages> = { vi, en };

/** The kiosk's texts in the session's language: the screen may show a further one, which has no voice. */
export const textsIn = (language: Language) => ({
  say: (text: Text): string => text[language],
  t: (key: MessageKey, values: Values = {}): string => fill(textAt(messages[language], key), values),
});
export type Texts = ReturnType<typeof textsIn>;
