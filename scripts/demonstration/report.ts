import { z } from '../../src/contract/zod.ts';
import { identityOutcomeSchema } from '../../src/contract/backend-api.ts';
import { chipProofSchema, chipStatisticsSchema } from '../../src/contract/chip.ts';
import type { ChipProof } from '../../src/contract/chip.ts';
import type { ProcessEvent } from './processes.ts';

/** The lines of the kiosk's log that a journey is told by. */
const toldSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('chip-read'),
    access: z.string(),
    dataGroups: z.array(z.string()),
    proof: chipProofSchema,
    statistics: chipStatisticsSchema,
  }),
  z.object({ event: z.literal('verified'), identity: identityOutcomeSchema, eligibility: z.string().optional() }),
  z.object({ event: z.literal('number'), number: z.string() }),
  z.object({
    event: z.literal('printed'),
    kind: z.enum(['number', 'desk-slip', 'papers-list', 'receipt']),
    outcome: z.string(),
  }),
  z.object({ event: z.literal('timed'), stage: z.enum(['verify', 'licence', 'issue', 'print']), ms: z.number() }),
]);

interface JourneyFacts {
  service: string;
  person: string;
  /** From the scanner's beep to the kiosk's own line about it; absent where nothing was scanned. */
  scanMs?: number;
  totalMs: number;
  startUpMs: Record<string, number>;
}

/** What journey.json holds: what the kiosk itself said of one visit. */
export function composeReport(facts: JourneyFacts, log: readonly ProcessEvent[]) {
  const told = log.flatMap((line) => toldSchema.safeParse(line).data ?? []);
  const last = <E extends (typeof told)[number]['event']>(event: E) =>
    told.findLast((line): line is Extract<(typeof told)[number], { event: E }> => line.event === event);
  const timed = (stage: 'verify' | 'issue' | 'print') =>
    told.findLast((line) => line.event === 'timed' && line.stage === stage);

  const chip = last('chip-read');
  const verified = last('verified');
  const printed = last('printed');
  const confirmed = printed?.outcome === 'confirmed';
  const spent = (stage: 'verify' | 'issue' | 'print') => {
    const line = timed(stage);
    return line?.event === 'timed' ? Math.round(line.ms) : null;
  };
  const { scanMs, startUpMs, totalMs, ...visit } = facts;
  return {
    ...visit,
    outcome: printed?.kind ?? 'nothing-printed',
    identity: verified?.identity ?? ('unproved' as const),
    eligibility: verified?.eligibility ?? null,
    number: last('number')?.number ?? null,
    ticket: { confirmed },
    chip: chip
      ? {
          access: chip.access,
          dataGroups: chip.dataGroups,
          passiveAuthentication: passed(chip.proof) ? 'passed' : 'failed',
          activeAuthentication: chip.proof.activeAuthentication,
          apdus: chip.statistics.apdus,
          bytesIn: chip.statistics.bytesIn,
        }
      : null,
    stagesMs: {
      scan: scanMs === undefined ? null : Math.round(scanMs),
      ...chipStages(chip?.statistics.stagesMs),
      verify: spent('verify'),
      issue: spent('issue'),
      print: spent('print'),
    },
    totalMs: Math.round(totalMs),
    startUpMs,
  };
}
export type JourneyReport = ReturnType<typeof composeReport>;

const passed = ({ passiveAuthentication: { hashes, signature, issuer } }: ChipProof) =>
  hashes === 'match' && signature === 'valid' && issuer === 'trusted';

function chipStages(spent: z.infer<typeof chipStatisticsSchema>['stagesMs'] = {}) {
  const rounded = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms));
  return { access: rounded(spent.access), read: rounded(spent.read), authenticate: rounded(spent.authenticate) };
}
