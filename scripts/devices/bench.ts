import { request } from 'node:http';
import { type BenchCommand, benchCommandSchema } from '../../drivers/simulated/bench/commands.ts';
import type { Text } from '../../src/contract/text.ts';
import { z } from '../../src/contract/zod.ts';
import type { CommandOf } from './arguments.ts';
import { CommandFailed, type ExitCode, exitCodes } from './exit-codes.ts';

/** Milliseconds: some orders start a process. */
const patience = 10_000;

/** `npm run devices -- bench URL …`: does what a button of the panel's page does, then shows the bench's state as JSON. */
export async function bench({ url, order, values }: CommandOf<'bench'>): Promise<ExitCode> {
  const { origin } = new URL(url);
  if (order !== undefined) await obey(origin, readOrder(order, values));
  console.log(JSON.stringify(await stateOf(origin), null, 2));
  return exitCodes.good;
}

async function obey(origin: string, command: BenchCommand): Promise<void> {
  const { status } = await ask(origin, 'POST', '/commands', JSON.stringify(command));
  if (status === 409 || status === 400) throw new CommandFailed('BENCH_REFUSED');
  if (status !== 204) throw new CommandFailed('BENCH_GONE');
}

async function stateOf(origin: string): Promise<unknown> {
  const { status, body } = await ask(origin, 'GET', '/state');
  try {
    const state: unknown = JSON.parse(body);
    if (status === 200 && z.object({ reader: z.string(), papers: z.int() }).safeParse(state).success) return state;
  } catch {
    // Something else listens there.
  }
  throw new CommandFailed('BENCH_GONE');
}

/** Numbers and truth values are meant as such, but where the command wants a text. @throws CommandFailed */
function readOrder(type: string, values: readonly string[]): BenchCommand {
  const texts = values.map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  const order = (isText: (key: string) => boolean) =>
    benchCommandSchema.safeParse({
      ...Object.fromEntries(texts.map(([key, text]) => [key, isText(key) ? text : valueOf(text)])),
      type,
    });

  const guessed = order(() => false);
  if (guessed.success) return guessed.data;
  const wrong = new Set(guessed.error.issues.map(({ path }) => path[0]));
  const corrected = order((key) => wrong.has(key));
  if (corrected.success) return corrected.data;
  throw new CommandFailed('ARGUMENTS_INVALID', usageOf(type));
}

const valueOf = (text: string): unknown => (/^(true|false|\d{1,9})$/.test(text) ? JSON.parse(text) : text);

/** What the command takes, or all commands where none has that name. */
function usageOf(type: string): Text {
  const command = benchCommandSchema.options.find(({ shape }) => shape.type.value === type);
  const names = benchCommandSchema.options.map(({ shape }) => shape.type.value);
  const usage = command ? [type, ...fieldsOf(command)].join(' ') : names.join(' | ');
  return { vi: `Cách dùng: ${usage}`, en: `Usage: ${usage}` };
}

function fieldsOf(command: (typeof benchCommandSchema.options)[number]): string[] {
  const { properties = {}, required = [] } = z.toJSONSchema(command);
  return Object.entries(properties).flatMap(([key, schema]) => {
    if (key === 'type' || typeof schema === 'boolean') return [];
    const field = `${key}=${schema.enum?.join('|') ?? String(schema.type)}`;
    return required.includes(key) ? field : `[${field}]`;
  });
}

/** By the panel's own Origin, which `fetch` would not send. @throws CommandFailed */
function ask(
  origin: string,
  method: 'GET' | 'POST',
  path: string,
  body = '',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new CommandFailed('BENCH_GONE'));
    const headers = { origin, 'content-type': 'application/json' };
    request(origin + path, { method, headers, timeout: patience }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    })
      .on('timeout', gone)
      .on('error', gone)
      .end(body);
  });
}
