import { parseArgs } from 'node:util';
import { challengeSchema } from '../../src/contract/chip.ts';
import { z } from '../../src/contract/zod.ts';
import { inTree } from '../demonstration/tree.ts';
import { CommandFailed } from './exit-codes.ts';

export const help = `Trạm: đọc và kiểm tra chip / read and check chips

  npm run chip -- read [--can SỐ|N | --mrz "L1|L2|L3" | --qr TEXT]
      đọc thẻ trên đầu đọc; không có mã thì hỏi / reads the card on the reader; asks where no code is given
      --reader TÊN|NAME     đầu đọc có tên chứa chữ này / the reader whose name contains this
      --trust DIR           kho tin cậy / trust store (mặc định / default: resources/trust)
      --challenge HEX       thử thách 16 chữ số hex / challenge, 16 hex digits (mặc định / default: ngẫu nhiên / random)
      --timeout GIÂY|S      chờ thẻ / waits for a card (mặc định / default: 30)
      --evidence FILE       ghi bằng chứng / writes the evidence (0600)
      --face FILE           đọc và ghi ảnh / reads and writes the face (0600)
      --json                kết quả cho chương trình / the result for programs

  npm run chip -- verify FILE [--trust DIR] [--challenge HEX] [--json]
      kiểm tra lại bằng chứng, không cần thẻ / checks evidence again, without the card

  npm run chip -- trust list [--trust DIR] [--json]
  npm run chip -- trust import FILE… --trust DIR [--yes] [--json]
      chứng thư (PEM, DER), CRL, danh sách quốc gia / certificates (PEM, DER), CRLs, national master lists
      --yes                 không hỏi lại / does not ask

  npm run chip -- simulate --profile TÊN|NAME | --list
      đặt một thẻ mô phỏng lên đầu đọc ảo / lays a simulated card on a virtual reader

Mã kết thúc / Exit codes
   0  đã đọc, mọi chứng minh đều tốt / read, all proofs good
   1  lỗi của chương trình / a mistake of this program
   2  tham số hoặc tệp không dùng được / arguments or a file cannot be used
   3  không có đầu đọc hoặc pcscd / no reader, or no pcscd
   4  không có thẻ đúng hạn / no card in time
   5  sai CAN, MRZ hoặc QR / wrong CAN, MRZ or QR
   6  thẻ bị nhấc ra / card removed
   7  chip không đọc được / chip unreadable
   8  loại thẻ không được hỗ trợ / kind of card not supported
   9  dữ liệu sai / data invalid
  10  đã đọc nhưng chưa chứng minh được / read, but not proved
  11  lỗi kho tin cậy / trust store problem
`;

const path = z.string().min(1).max(4_096);
const trust = path.default(inTree('resources', 'trust'));
const json = z.boolean().default(false);
const code = z.string().max(5_000).optional();

const commandSchema = z.discriminatedUnion('command', [
  z
    .strictObject({
      command: z.literal('read'),
      can: code,
      mrz: code,
      qr: code,
      reader: z.string().min(1).max(128).optional(),
      trust,
      challenge: challengeSchema.optional(),
      timeout: z.coerce.number().positive().max(3_600).default(30),
      evidence: path.optional(),
      face: path.optional(),
      json,
    })
    .refine(({ can, mrz, qr }) => [can, mrz, qr].filter((each) => each !== undefined).length <= 1, {
      error: '--can | --mrz | --qr',
    }),
  z.strictObject({
    command: z.literal('verify'),
    files: z.tuple([path]),
    trust,
    challenge: challengeSchema.optional(),
    json,
  }),
  z.strictObject({ command: z.literal('trust list'), trust, json }),
  z.strictObject({
    command: z.literal('trust import'),
    files: z.array(path).min(1),
    trust: path,
    yes: z.boolean().default(false),
    json,
  }),
  z
    .strictObject({
      command: z.literal('simulate'),
      profile: z.string().optional(),
      list: z.boolean().default(false),
    })
    .refine(({ profile, list }) => list !== (profile !== undefined), { error: '--profile | --list' }),
  z.strictObject({ command: z.literal('help') }),
]);
type Command = z.infer<typeof commandSchema>;
export type CommandOf<Name extends Command['command']> = Extract<Command, { command: Name }>;

const options = {
  can: { type: 'string' },
  mrz: { type: 'string' },
  qr: { type: 'string' },
  reader: { type: 'string' },
  trust: { type: 'string' },
  challenge: { type: 'string' },
  timeout: { type: 'string' },
  evidence: { type: 'string' },
  face: { type: 'string' },
  profile: { type: 'string' },
  list: { type: 'boolean' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** @throws CommandFailed that names the options at fault, never their values */
export function readArguments(args: string[]): Command {
  const { values, positionals } = split(args);
  const { help: helpWanted = false, ...rest } = values;
  if (helpWanted || args.length === 0) return { command: 'help' };
  const [first = '', second = ''] = positionals;
  const command = first === 'trust' ? `trust ${second}` : first;
  const files = positionals.slice(first === 'trust' ? 2 : 1);
  const parsed = commandSchema.safeParse({ command, ...(files.length > 0 && { files }), ...rest });
  if (parsed.success) return parsed.data;
  throw refused(parsed.error.issues.map(faultOf));
}

function split(args: string[]) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch {
    // Node's message may repeat what was given.
    const known = Object.keys(options).map((name) => `--${name}`);
    const strange = args.filter((arg) => /^--[a-z-]{1,20}$/.test(arg) && !known.includes(arg));
    throw refused(strange);
  }
}

function faultOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return issue.keys.map(nameOf).join(', ');
  const [key] = issue.path;
  if (key === undefined) return issue.message;
  if (key === 'command') return 'read | verify FILE | trust list | trust import FILE… | simulate';
  return nameOf(String(key));
}

const nameOf = (key: string) => (key === 'files' ? 'FILE' : `--${key}`);

function refused(faults: readonly string[]): CommandFailed {
  const named = faults.length > 0 ? `: ${faults.join(', ')}` : '';
  return new CommandFailed('ARGUMENTS_INVALID', {
    vi: `Xem lại${named}. Hướng dẫn: --help`,
    en: `Look again at${named || ' the arguments'}. For help: --help`,
  });
}
