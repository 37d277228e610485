import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { people } from '../../drivers/simulated/people.ts';
import { portalModes } from '../../src/backend/adapters/bhxh/simulator.ts';
import { z } from '../../src/contract/zod.ts';
import { openCleanup } from './cleanup.ts';
import type { Cleanup } from './cleanup.ts';
import { journeyNames, runJourney } from './journey.ts';
import { ways } from './journeys/ways.ts';
import { findRealReader } from './reader.ts';
import { sandboxNotes, showKiosk } from './screen.ts';
import { centres, clerk } from './seed.ts';
import { maintenance, startStack } from './stack.ts';

const personIds = people.map(({ id }) => id);

const help = `Trạm: bản trình diễn / the demonstration

  npm start                                     ki-ốt với thiết bị mô phỏng / the kiosk with simulated devices
  npm start -- --journey ID --out DIR           một lượt khám tự chạy / one whole visit by itself
                [--person PERSON] [--way WAY] [--portal CODE]
  npm start -- --centre ${centres.join(' | ')}     hay một trung tâm hành chính phường / or a ward's administration centre
  npm start -- --simulated-reader               thẻ mô phỏng dù có đầu đọc thật / simulated cards though a real reader is there

  ID       ${journeyNames.join(' | ')}
  PERSON   ${personIds.join(' | ')} (mặc định / default: valid)
  WAY      ${ways.join(' | ')}: giấy tờ khi khám bảo hiểm / the paper shown at insurance check-in
  CODE     maKetQua, ${portalModes.join(' | ')}: cổng bảo hiểm / the insurance portal
`;

const journeySchema = z.strictObject({
  journey: z.enum(journeyNames),
  person: z.enum(personIds).default('valid'),
  way: z.enum(ways).default('card'),
  portal: z.union([z.string().regex(/^\d{3}$/), z.enum(portalModes)]).optional(),
  out: z.string().min(1),
});

const demonstrationSchema = z.strictObject({
  centre: z.enum(centres).default('hospital'),
  simulatedReader: z.boolean(),
});

/** What the person at the terminal asked for cannot be understood. */
class UsageError extends Error {}

export function readArguments(args: string[]) {
  const options = {
    'simulated-reader': { type: 'boolean' },
    centre: { type: 'string' },
    journey: { type: 'string' },
    person: { type: 'string' },
    way: { type: 'string' },
    portal: { type: 'string' },
    out: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  let values;
  try {
    ({ values } = parseArgs({ args, options, strict: true }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'unknown option');
  }
  const { help = false, 'simulated-reader': simulatedReader = false, centre, ...visit } = values;
  if (help) return {};
  if (Object.keys(visit).length === 0)
    return { demonstration: understood(demonstrationSchema, { simulatedReader, centre }) };
  // A journey's reader is always a simulated one, and its centre the one that offers its service.
  if (centre !== undefined) throw new UsageError('--centre: a journey begins at the centre that offers its service');
  return { journey: understood(journeySchema, visit) };
}

function understood<Schema extends z.ZodType>(schema: Schema, wanted: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(wanted);
  if (parsed.success) return parsed.data;
  throw new UsageError(z.prettifyError(parsed.error));
}

const report = (line: string) => console.log(line);

/** How a run ended, for the person at the terminal and for the shell. */
interface Ending {
  line: string;
  exitCode: number;
}

async function journey(cleanup: Cleanup, wanted: z.infer<typeof journeySchema>): Promise<Ending> {
  const outDirectory = resolve(wanted.out);
  const { journey: service, person, way, portal } = wanted;
  const told = await runJourney({ service, person, way, portal, outDirectory, cleanup, report });
  const { outcome, identity, number, ticket, totalMs } = told;
  const line = `${outcome}${number ? ` ${number}` : ''} · ${identity} · ${totalMs} ms · ${outDirectory}`;
  return { line, exitCode: ticket.confirmed ? 0 : 1 };
}

async function demonstrate(cleanup: Cleanup, wanted: z.infer<typeof demonstrationSchema>): Promise<Ending> {
  const { centre, simulatedReader } = wanted;
  const runDirectory = await mkdtemp(join(tmpdir(), 'tram-'));
  void cleanup.own(Promise.resolve({ close: () => rm(runDirectory, { recursive: true, force: true }) }));

  const realReader = simulatedReader ? undefined : await findRealReader();
  const stack = await startStack({
    centre,
    runDirectory,
    realReader: realReader !== undefined,
    notes: sandboxNotes(),
    cleanup,
    report,
  });
  report(`
Thật / Real:            máy chủ, lõi ki-ốt, mật mã chip / backend, kiosk core, chip cryptography${realReader ? `, ${realReader} (npm start -- --simulated-reader: thẻ mô phỏng / simulated cards)` : ''}
Mô phỏng / Simulated:   ${stack.simulated.map(({ vi, en }) => `${vi} / ${en}`).join(', ')}
Bàn thử / Bench:        ${stack.panel.origin}
Quầy / Counter:         ${stack.backendUrl}/counter, ${clerk.staff}, ${clerk.password}
Bảng gọi số / Board:    ${stack.backendUrl}/board
Bảo trì / Maintenance:  ${maintenance.keys.join(' ')}, PIN ${maintenance.pin}
Dừng / Stop:            Ctrl-C
`);
  const line = await Promise.race([showKiosk({ stack, runDirectory, cleanup, report }), stack.ended]);
  return { line, exitCode: 1 };
}

async function main(args: string[]): Promise<number> {
  const wanted = readArguments(args);
  if (!wanted.journey && !wanted.demonstration) {
    report(help);
    return 0;
  }
  const cleanup = openCleanup();
  const interrupted = new Promise<Ending>((resolve) => {
    const ending = { line: 'Đang dừng / Stopping', exitCode: 130 };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(ending));
  });
  try {
    const running = wanted.journey ? journey(cleanup, wanted.journey) : demonstrate(cleanup, wanted.demonstration);
    const { line, exitCode } = await Promise.race([running, interrupted]);
    report(line);
    return exitCode;
  } finally {
    await cleanup.close();
  }
}

/** @returns the exit code: 0 when paper came out as confirmed, 2 where the arguments cannot be understood */
export async function run(args: string[]): Promise<number> {
  try {
    return await main(args);
  } catch (error) {
    console.error(error instanceof UsageError ? `${error.message}\n\n${help}` : error);
    return error instanceof UsageError ? 2 : 1;
  }
}
