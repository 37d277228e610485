import type { Text } from '../../contract/text.ts';

/** The hall reads both languages at once. */
export const texts = {
  called: { vi: 'Mời số', en: 'Now calling' },
  others: { vi: 'Đang được mời', en: 'Also called' },
  none: { vi: 'Chưa có số nào được mời', en: 'No number is being called' },
  connecting: { vi: 'Đang kết nối với máy chủ…', en: 'Connecting to the server…' },
  stale: {
    vi: 'Mất kết nối từ {time}. Các số dưới đây có thể đã cũ, xin hỏi tại quầy.',
    en: 'Connection lost at {time}. These numbers may be old; please ask at a counter.',
  },
  announced: { vi: 'Mời số {number} đến {place}.', en: 'Number {number}, please go to {place}.' },
} as const satisfies Record<string, Text>;

/** A text with its values put in, in both languages. */
export function fill(text: Text, values: Record<string, Text | string>): Text {
  const inLanguage = (language: keyof Text) =>
    Object.entries(values).reduce(
      (said, [name, value]) => said.replace(`{${name}}`, () => (typeof value === 'string' ? value : value[language])),
      text[language],
    );
  return { vi: inLanguage('vi'), en: inLanguage('en') };
}
