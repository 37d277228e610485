import { verifyEvidence } from '../../drivers/emrtd/index.ts';
import { type ChipEvidence, chipEvidenceSchema } from '../../src/contract/chip.ts';
import type { CommandOf } from './arguments.ts';
import { detailLines, detailsOf } from './details.ts';
import { CommandFailed, type ExitCode, exitCodes } from './exit-codes.ts';
import { openTrust, readGivenFile } from './files.ts';
import { notProved, outcomeLines, outcomesOfProof, personLines, personOf } from './report.ts';
import { emptyLines } from './trust-report.ts';

/** Where the evidence holds no signature any challenge will do: none can be answered. */
const noChallenge = '0000000000000000';

/** `npm run chip -- verify`: what the server does, without card or reader. */
export async function verify(wanted: CommandOf<'verify'>): Promise<ExitCode> {
  const trust = await openTrust(wanted.trust);
  const [file] = wanted.files;
  const evidence = parseEvidence((await readGivenFile(file)).bytes);
  const challenge = wanted.challenge ?? evidence.activeAuthentication?.challenge ?? noChallenge;

  const verified = verifyEvidence(evidence, { trust, now: Date.now, challenge });
  if (!verified.ok) throw new CommandFailed(verified.code);
  const { document, proof } = verified.value;
  const outcomes = outcomesOfProof(proof);
  const missing = notProved(outcomes);
  const details = detailsOf(evidence);
  const ownChallenge = wanted.challenge === undefined;

  if (wanted.json)
    console.log(
      JSON.stringify({
        dataGroups: Object.keys(evidence.dataGroups).map((name) => name.toUpperCase()),
        person: personOf(document),
        ...details,
        ...proof,
        challengeFrom: ownChallenge ? 'evidence' : 'caller',
        notProved: missing,
      }),
    );
  else {
    const lines = [...personLines(document), ...detailLines(details), ...outcomeLines(outcomes), ...emptyLines(trust)];
    console.log([...lines, ...(ownChallenge ? replayLines : [])].join('\n'));
  }
  return missing.length === 0 ? exitCodes.proved : exitCodes.notProved;
}

const replayLines = [
  'Thử thách lấy từ chính bằng chứng: không loại trừ được việc phát lại một lần đọc cũ (dùng --challenge).',
  'The challenge is the evidence’s own: that an old reading is played again cannot be excluded (use --challenge).',
];

function parseEvidence(bytes: Uint8Array): ChipEvidence {
  const parsed = chipEvidenceSchema.safeParse(jsonOf(bytes));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path }) => path.join('.')).filter(Boolean);
  throw noEvidence(places.length > 0 ? `: ${places.join(', ')}` : '');
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw noEvidence(': JSON');
  }
}

const noEvidence = (where: string) =>
  new CommandFailed('CARD_DATA_INVALID', {
    vi: `tệp không phải là bằng chứng phiên bản 1${where}`,
    en: `the file is no evidence of version 1${where}`,
  });
