import { basename } from 'node:path';
import { auditTrustStore } from '../../drivers/emrtd/index.ts';
import { type TrustFile, isTrustFile } from '../../drivers/emrtd/proof/trust-store.ts';
import { printable } from '../terminal/printable.ts';
import type { CommandOf } from './arguments.ts';
import { ask } from './ask.ts';
import { CommandFailed, type ExitCode, exitCodes } from './exit-codes.ts';
import { addToTrust, readGivenFile, readTrustDirectory, trustOf, trustProblem } from './files.ts';
import { auditLines, emptyLines, originNote } from './trust-report.ts';

/** `npm run chip -- trust list` */
export async function listTrust(wanted: CommandOf<'trust list'>): Promise<ExitCode> {
  const { files, passedOver } = await readTrustDirectory(wanted.trust);
  const audit = auditTrustStore(trustOf(files), Date.now());
  if (wanted.json) console.log(JSON.stringify({ ...audit, passedOver, note: originNote }));
  else {
    const others = passedOver.length > 0 ? [`Bỏ qua / Passed over: ${passedOver.map(printable).join(', ')}`] : [];
    console.log([...auditLines(audit), ...emptyLines(audit), ...others, '', originNote.vi, originNote.en].join('\n'));
  }
  return exitCodes.proved;
}

/** `npm run chip -- trust import`: all of the files or none, and none in place of another. */
export async function importTrust(wanted: CommandOf<'trust import'>): Promise<ExitCode> {
  const { files: installed } = await readTrustDirectory(wanted.trust);
  const given = await Promise.all(wanted.files.map(readGivenFile));
  const fresh = given
    .filter(({ bytes }) => !installed.some((file) => Buffer.compare(file.bytes, bytes) === 0))
    .map((file) => ({ ...file, name: trustName(file) }));
  refuseTakenNames([...installed, ...fresh]);

  const audit = auditTrustStore(trustOf([...installed, ...fresh]), Date.now());
  const isFresh = ({ file }: { file: string }) => fresh.some(({ name }) => name === file);
  const news = {
    authorities: audit.authorities.filter(isFresh),
    crls: audit.crls.filter(isFresh),
    masterLists: audit.masterLists.filter(isFresh),
  };
  if (!wanted.json) console.log([...auditLines(news), '', originNote.vi, originNote.en, ''].join('\n'));
  if (fresh.length > 0 && !wanted.yes) await confirm(wanted.json);
  await addToTrust(wanted.trust, fresh);

  const names = fresh.map(({ name }) => name);
  if (wanted.json) console.log(JSON.stringify({ installed: names, ...news, note: originNote }));
  else if (names.length === 0) console.log('Đã có sẵn / Already there');
  else console.log(`Đã cài / Installed: ${names.map(printable).join(', ')}`);
  return exitCodes.proved;
}

/** The name it came with, and an ending by which kiosk and server know it. */
function trustName({ name, bytes }: TrustFile): string {
  const own = basename(name).replace(/^\.+/, '');
  if (isTrustFile(own)) return own;
  return `${own}.${Buffer.from(bytes.subarray(0, 11)).toString('latin1') === '-----BEGIN ' ? 'pem' : 'der'}`;
}

function refuseTakenNames(files: readonly TrustFile[]): void {
  const names = files.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw trustProblem(
    `đã có tệp khác tên ${printable(twice)}; xin đổi tên tệp mới`,
    `another file is called ${printable(twice)}; please rename the new one`,
  );
}

/** @throws CommandFailed where the answer is no, or nobody can be asked */
async function confirm(json: boolean): Promise<void> {
  if (json || !process.stdin.isTTY)
    throw new CommandFailed('ARGUMENTS_INVALID', { vi: 'cần --yes', en: '--yes is needed' });
  const answer = await ask(`Dấu vân tay đã đối chiếu với nơi cấp qua một đường khác?
Were the fingerprints compared with the issuer’s through another channel? (y/N) `);
  if (!/^(y|yes|c|có|co)$/i.test(answer.trim()))
    throw new CommandFailed('ARGUMENTS_INVALID', { vi: 'không cài gì', en: 'nothing was installed' });
}
