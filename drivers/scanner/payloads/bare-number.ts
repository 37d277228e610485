import { insuranceCardNumberSchema, type ScannedCode } from '../../../src/contract/scanned-code.ts';

/** A number alone, as in the linear codes of cards and slips. Of twelve digits nothing tells whose number it is. */
export function bareNumber(text: string): ScannedCode | undefined {
  if (/^\d{12}$/.test(text)) return { kind: 'number', digits: text };
  const cardNumber = insuranceCardNumberSchema.safeParse(text);
  return cardNumber.success ? { kind: 'insurance-card', cardNumber: cardNumber.data } : undefined;
}
