import type { Language, Text } from '../../contract/text.ts';
import { en } from '../i18n/en.ts';
import type { MessageKey } from '../i18n/index.ts';
import { vi, type Messages } from '../i18n/vi.ts';

type Tree = { [key: string]: string | Tree };

const messages: Record<Language, Messages> = { vi, en };

/** As on the page: none, one, several; or one, several. */
function formFor(forms: string[], n: number): string {
  const at = forms.length > 2 ? Math.min(n, 2) : n === 1 ? 0 : 1;
  return forms[Math.min(at, forms.length - 1)] ?? '';
}

/** The kiosk's texts in the session's language: the screen may show a further one, which has no voice. */
export function textsIn(language: Language) {
  return {
    say: (text: Text): string => text[language],
    t: (key: MessageKey, values: Record<string, string | number> = {}): string => {
      let found: string | Tree | undefined = messages[language];
      for (const part of key.split('.')) found = typeof found === 'object' ? found[part] : undefined;
      if (typeof found !== 'string') throw new Error(`${key} is no text`);
      const form = typeof values.n === 'number' ? formFor(found.split(' | '), values.n) : found;
      return form.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
    },
  };
}
export type Texts = ReturnType<typeof textsIn>;
