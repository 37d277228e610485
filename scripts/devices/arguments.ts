import { parseArgs } from 'node:util';
import { z } from '../../src/contract/zod.ts';
import { CommandFailed } from './exit-codes.ts';

export const help = `Trạm: thiết bị của ki-ốt / the kiosk's devices

  npm run devices [-- --json]
      máy này có gì, thiếu gì, và các dòng cấu hình để dán vào tệp của ki-ốt
      what this machine has and lacks, and the settings to paste into the kiosk's file

  npm run devices -- --config FILE [--scan] [--print] [--timeout GIÂY|S] [--json]
      thử từng thiết bị trong tệp cấu hình của ki-ốt; dừng ki-ốt trước
      tests each device of a kiosk's settings file; stop the kiosk first
      --scan                chờ quét một mã bất kỳ / waits for any code to be scanned
      --print               in phiếu thử / prints a test ticket
      --timeout GIÂY|S      chờ quét / waits for the scan (mặc định / default: 30)

  npm run devices -- bench URL [LỆNH|COMMAND [tên=giá-trị|key=value …]]
      điều khiển thiết bị mô phỏng của bản trình diễn đang chạy; không có lệnh thì cho xem trạng thái
      steers the simulated devices of a running demonstration; without a command it shows their state

Mã kết thúc / Exit codes
   0  tốt / all well
   1  lỗi của chương trình / a mistake of this program
   2  tham số không dùng được / arguments cannot be used
   3  tệp cấu hình không dùng được / the settings file cannot be used
   4  máy thiếu phần mềm, dịch vụ hoặc quyền / software, a service or a permission is missing
   5  chương trình khác đang giữ thiết bị / another program holds a device
   6  đầu đọc thẻ hỏng / the card reader failed
   7  đầu quét mã hỏng / the barcode scanner failed
   8  máy in hỏng / the printer failed
   9  nhiều hơn một việc từ 4 đến 8 / more than one of 4 to 8
  10  không có bàn thử ở địa chỉ này / no bench at this address
  11  bàn thử từ chối / the bench refused
`;

const json = z.boolean().default(false);

/** The panel of a demonstration listens on loopback and nowhere else. */
const benchUrlSchema = z
  .url({ protocol: /^http$/ })
  .refine((text) => ['127.0.0.1', 'localhost'].includes(URL.parse(text)?.hostname ?? ''));

const commandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('list'), json }),
  z.strictObject({
    command: z.literal('test'),
    config: z.string().min(1).max(4_096),
    scan: z.boolean().default(false),
    print: z.boolean().default(false),
    timeout: z.coerce.number().positive().max(3_600).default(30),
    json,
  }),
  z.strictObject({
    command: z.literal('bench'),
    url: benchUrlSchema,
    /** The bench command's type. */
    order: z.string().optional(),
    /** `key=value` each. */
    values: z.array(z.string().regex(/^[a-zA-Z]+=/)).default([]),
    json,
  }),
  z.strictObject({ command: z.literal('help') }),
]);
type Command = z.infer<typeof commandSchema>;
export type CommandOf<Name extends Command['command']> = Extract<Command, { command: Name }>;

const options = {
  config: { type: 'string' },
  scan: { type: 'boolean' },
  print: { type: 'boolean' },
  timeout: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** @throws CommandFailed that names the options at fault */
export function readArguments(args: string[]): Command {
  const { values, positionals } = split(args);
  const { help: helpWanted = false, ...rest } = values;
  if (helpWanted) return { command: 'help' };
  const parsed = commandSchema.safeParse({ ...commandOf(positionals, rest.config !== undefined), ...rest });
  if (parsed.success) return parsed.data;
  throw refused(parsed.error.issues.map(faultOf));
}

function commandOf(positionals: string[], hasSettings: boolean) {
  const [first, url, order, ...values] = positionals;
  if (first === 'bench') return { command: first, url, order, values };
  // No other command takes words: one that follows makes it an unknown command.
  return { command: positionals.length > 0 ? positionals.join(' ') : hasSettings ? 'test' : 'list' };
}

function split(args: string[]) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch {
    const known = Object.keys(options).map((name) => `--${name}`);
    const named = args.filter((arg) => arg.startsWith('--')).map((arg) => arg.replace(/=.*/s, ''));
    throw refused(named.filter((name) => !known.includes(name)));
  }
}

function faultOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `--${key}`).join(', ');
  const [key] = issue.path;
  switch (key) {
    case 'command':
      return 'bench URL';
    case 'url':
      return 'bench URL: http://127.0.0.1:PORT';
    case 'values':
      return 'tên=giá-trị|key=value';
    default:
      return `--${String(key)}`;
  }
}

function refused(faults: readonly string[]): CommandFailed {
  const named = faults.length > 0 ? `: ${faults.join(', ')}` : '';
  return new CommandFailed('ARGUMENTS_INVALID', {
    vi: `Xem lại${named}. Hướng dẫn: --help`,
    en: `Look again at${named || ' the arguments'}. For help: --help`,
  });
}
