import type { Text } from '../../src/contract/text.ts';

/** How the command ends. A closed list: scripts may rely on it, docs/devices.md explains it. */
export const exitCodes = {
  /** Listed and nothing in the way; or every test that was asked for is good. */
  good: 0,
  /** A mistake of this program. */
  internal: 1,
  usage: 2,
  /** The kiosk's settings cannot be read, or have a fault. */
  settings: 3,
  /** Something of this machine must be installed, started or allowed first. */
  setUp: 4,
  /** Another program has a device, mostly the kiosk itself. */
  held: 5,
  reader: 6,
  scanner: 7,
  printer: 8,
  /** More than one of 4 to 8; the output says which. */
  several: 9,
  /** Nobody answers at the bench's address, or it is no bench. */
  benchGone: 10,
  /** The bench cannot do that, or not now. */
  benchRefused: 11,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const texts = {
  ARGUMENTS_INVALID: { vi: 'Tham số không dùng được.', en: 'The arguments cannot be used.' },
  SETTINGS_INVALID: { vi: 'Tệp cấu hình không dùng được.', en: 'The settings file cannot be used.' },
  BENCH_GONE: {
    vi: 'Không có bàn thử nào trả lời ở địa chỉ này. Bản trình diễn (npm start) in ra địa chỉ của nó.',
    en: 'No bench answers at this address. The demonstration (npm start) prints its own.',
  },
  BENCH_REFUSED: {
    vi: 'Bàn thử không làm được việc này, hoặc chưa làm được lúc này.',
    en: 'The bench cannot do this, or not right now.',
  },
  INTERNAL_ERROR: { vi: 'Lỗi của chương trình này.', en: 'A mistake of this program.' },
} satisfies Record<string, Text>;

export type CommandCode = keyof typeof texts;

const exits: Record<CommandCode, ExitCode> = {
  ARGUMENTS_INVALID: exitCodes.usage,
  SETTINGS_INVALID: exitCodes.settings,
  BENCH_GONE: exitCodes.benchGone,
  BENCH_REFUSED: exitCodes.benchRefused,
  INTERNAL_ERROR: exitCodes.internal,
};

export const commandCodes = Object.keys(texts) as CommandCode[];
export const exitCodeOf = (code: CommandCode): ExitCode => exits[code];
export const hintOf = (code: CommandCode): Text => texts[code];

/** Ends the command before any device was looked at. */
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
