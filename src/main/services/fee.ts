import type { Text } from '../../contract/text.ts';

/** The amount is this centre's own setting, and is paid at its desk. @param amount đồng */
export function feeText(amount: number): Text {
  return {
    vi: `${grouped(amount, '.')} đồng (mức tại đây), nộp tại quầy`,
    en: `${grouped(amount, ',')} đồng (rate here), paid at the counter`,
  };
}

const grouped = (amount: number, separator: string): string => String(amount).replaceAll(/\B(?=(\d{3})+$)/g, separator);
