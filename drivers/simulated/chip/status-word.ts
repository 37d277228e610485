import { type Response, status } from '../../emrtd/codec/apdu.ts';

/** SW1 and SW2 as the chip gives them (ISO 7816-4 §5.6). */
export const statusWord = {
  ...status,
  /** The low byte: how much more there is. */
  moreToCome: 0x6100,
  lastOfChainExpected: 0x6883,
  securityStatusNotSatisfied: 0x6982,
  conditionsNotSatisfied: 0x6985,
  noFileSelected: 0x6986,
  secureMessagingIncorrect: 0x6988,
  wrongData: 0x6a80,
  wrongParameters: 0x6a86,
  referenceNotFound: 0x6a88,
  wrongOffset: 0x6b00,
  /** The low byte: the length that would do. */
  exactLength: 0x6c00,
  unknownInstruction: 0x6d00,
  authenticationFailed: 0x6300,
} as const;

/** A status word and nothing before it. */
export const only = (sw: number): Response => ({ data: new Uint8Array(), sw });
