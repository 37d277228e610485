import { type FailureCode, failureCodeSchema, failureTexts } from '../../src/contract/failures.ts';
import type { Text } from '../../src/contract/text.ts';

/** How the command ends. A closed list: scripts may rely on it, docs/chip.md explains it. */
export const exitCodes = {
  /** Read, or checked, and every proof is good. */
  proved: 0,
  /** A mistake of this program. */
  internal: 1,
  /** Arguments, or a file they name, cannot be used. */
  usage: 2,
  /** No reader, no pcscd, or either was lost. */
  noReader: 3,
  noCard: 4,
  accessDenied: 5,
  cardRemoved: 6,
  unreadable: 7,
  notSupported: 8,
  dataInvalid: 9,
  /** Read, but some proof is missing or bad; the output says which. */
  notProved: 10,
  trustStore: 11,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What ends this command and is no failure of the kiosk's. */
const ownTexts = {
  ARGUMENTS_INVALID: { vi: 'Tham số không dùng được.', en: 'The arguments cannot be used.' },
  CARD_ABSENT: {
    vi: 'Không có thẻ nào được đặt lên đầu đọc đúng hạn.',
    en: 'No card was laid on the reader in time.',
  },
  TRUST_STORE_INVALID: {
    vi: 'Kho tin cậy không đọc được hoặc không ghi được.',
    en: 'The trust store cannot be read or written.',
  },
  SIMULATOR_REFUSED: {
    vi: 'Máy này không cho chạy đầu đọc mô phỏng.',
    en: 'This machine does not let the simulated reader run.',
  },
  INTERNAL_ERROR: { vi: 'Lỗi của chương trình này.', en: 'A mistake of this program.' },
} satisfies Record<string, Text>;

export type CommandCode = FailureCode | keyof typeof ownTexts;

const exits: Partial<Record<CommandCode, ExitCode>> = {
  ARGUMENTS_INVALID: exitCodes.usage,
  NUMBER_INVALID: exitCodes.usage,
  SCAN_NOT_FOR_KIOSK: exitCodes.usage,
  SCAN_UNREADABLE: exitCodes.usage,
  READER_MISSING: exitCodes.noReader,
  DEVICE_LOST: exitCodes.noReader,
  SIMULATOR_REFUSED: exitCodes.noReader,
  CARD_ABSENT: exitCodes.noCard,
  CARD_ACCESS_DENIED: exitCodes.accessDenied,
  CARD_REMOVED: exitCodes.cardRemoved,
  CARD_UNREADABLE: exitCodes.unreadable,
  DEVICE_TIMEOUT: exitCodes.unreadable,
  CARD_NOT_SUPPORTED: exitCodes.notSupported,
  CARD_DATA_INVALID: exitCodes.dataInvalid,
  TRUST_STORE_INVALID: exitCodes.trustStore,
};

export const exitCodeOf = (code: CommandCode): ExitCode => exits[code] ?? exitCodes.internal;

/** For whoever is at the terminal: what a technician checks first. */
export function hintOf(code: CommandCode): Text {
  const failure = failureCodeSchema.safeParse(code);
  return failure.success ? failureTexts[failure.data].staff : ownTexts[code as keyof typeof ownTexts];
}

/** Ends the command. No text of it holds personal data. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly code: CommandCode;
  readonly detail: Text | undefined;

  constructor(code: CommandCode, detail?: Text) {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}
