export const field = (name: string, value: string, width = 24) => `  ${name.padEnd(width)} ${printable(value)}`;

/** Texts of cards, devices and files: a terminal obeys control characters, and direction marks would disguise. */
export const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
