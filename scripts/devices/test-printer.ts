import { constants, open, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { PrinterConfig } from '../../drivers/host/config.ts';
import type { PrintOutcome, Raster } from '../../drivers/ports.ts';
import { openPrinter } from '../../drivers/printer/index.ts';
import type { PrinterState } from '../../src/contract/devices.ts';
import { type FailureCode, failureTexts } from '../../src/contract/failures.ts';
import { unreachable } from '../../src/contract/result.ts';
import { centreSchema } from '../../src/contract/services.ts';
import type { Text } from '../../src/contract/text.ts';
import { type KioskConfig, usualTicketSettings } from '../../src/main/config.ts';
import { checkOf } from './check.ts';
import { deniedCheck, heldByCheck, heldCheck } from './device-file-checks.ts';
import { type FindingCode, findings } from './findings/index.ts';
import { runningKiosk } from './holders.ts';
import { thisMachine } from './look/machine.ts';
import type { Check } from './report-schema.ts';
import { parseJson, unusable } from './settings-file.ts';

/** Milliseconds in which a machine on the same network accepts a connection. */
const networkPatience = 2_000;

type DeviceFilePrinter = Exclude<PrinterConfig, { kind: 'escpos-tcp' }>;

/** Asks the printer how it is. With `ticket` it prints that, where nothing is in the way. */
export async function testPrinter(config: PrinterConfig, ticket: Raster | undefined): Promise<Check[]> {
  const node = config.kind === 'escpos-tcp' ? `${config.host}:${config.port}` : config.path;
  const inTheWay = config.kind === 'escpos-tcp' ? undefined : await deviceFileInTheWay(config);
  if (inTheWay) return [inTheWay];

  const printer = openPrinter(config);
  try {
    const { state } = await printer.status();
    const check = state === 'offline' ? await whyOffline(config, node) : checkOf('printer', stateFindings[state]);
    if (check.outcome !== 'good' || !ticket) return [check];
    const printed = printCheck(await printer.print(ticket), node);
    return check.action ? [check, printed] : [printed];
  } finally {
    await printer.close();
  }
}

async function deviceFileInTheWay({ path }: DeviceFilePrinter): Promise<Check | undefined> {
  const file = await thisMachine.deviceFile(path);
  if (!file) return checkOf('printer', 'PRINTER_ABSENT', { node: path });
  return file.mayOpen ? undefined : deniedCheck('printer', file);
}

const stateFindings: Record<Exclude<PrinterState, 'offline'>, FindingCode> = {
  ready: 'PRINTER_READY',
  'paper-low': 'PRINTER_PAPER_LOW',
  'no-paper': 'PRINTER_NO_PAPER',
  'cover-open': 'PRINTER_COVER_OPEN',
  'cutter-error': 'PRINTER_CUTTER',
  unknown: 'PRINTER_ERROR',
};

/** A printer that does not answer: what stands between it and this machine. */
async function whyOffline(config: PrinterConfig, node: string): Promise<Check> {
  if (config.kind === 'escpos-tcp') return checkOf('printer', await networkFinding(config), { node });
  const file = await thisMachine.deviceFile(config.path);
  const refusal = await refusalOf(config.path);
  if (file && (refusal === 'EACCES' || refusal === 'EPERM')) return deniedCheck('printer', file);
  const held = file && (await heldCheck('printer', file.node));
  if (held) return held;
  // usblp lets one in at a time, and does not tell whom.
  if (refusal === 'EBUSY') return heldByCheck('printer', node, await runningKiosk());
  return checkOf('printer', 'PRINTER_OFFLINE', { node });
}

/** Why the device file cannot be opened, by errno's name. */
const refusalOf = (path: string): Promise<string | undefined> =>
  open(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY).then(
    (file) => file.close().then(() => undefined),
    (error: unknown) => (error as NodeJS.ErrnoException).code,
  );

function networkFinding({ host, port }: { host: string; port: number }): Promise<FindingCode> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: networkPatience });
    const end = (finding: FindingCode) => {
      socket.destroy();
      resolve(finding);
    };
    socket.on('connect', () => end('PRINTER_OFFLINE'));
    socket.on('timeout', () => end('PRINTER_UNREACHABLE'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => end(connectFindings[code ?? ''] ?? 'PRINTER_UNREACHABLE'));
  });
}

const connectFindings: Partial<Record<string, FindingCode>> = {
  ECONNREFUSED: 'PRINTER_REFUSED',
  ENOTFOUND: 'PRINTER_NOT_FOUND',
  EAI_AGAIN: 'PRINTER_NOT_FOUND',
};

const proofs: Record<Extract<PrintOutcome, { outcome: 'confirmed' }>['by'], Text> = {
  'process-id': { vi: 'bằng mã lệnh, GS ( H', en: 'by process id, GS ( H' },
  fence: { vi: 'bằng câu hỏi xếp hàng sau phiếu, GS r', en: 'by a fence queued after the ticket, GS r' },
};

function printCheck(outcome: PrintOutcome, node: string): Check {
  switch (outcome.outcome) {
    case 'confirmed':
      return checkOf('printer', 'PRINTED', { proof: proofs[outcome.by] });
    case 'unconfirmed':
      return checkOf('printer', 'PRINT_UNCONFIRMED');
    case 'not-printed':
      return checkOf('printer', obstacleFinding(outcome.code), { node });
    case 'unknown':
      return checkOf('printer', 'PRINT_BROKE_OFF', { reason: failureTexts[outcome.code].staff });
    default:
      return unreachable(outcome);
  }
}

/** Findings and the kiosk's failures have the same names where they say the same. */
const obstacleFinding = (code: FailureCode): FindingCode =>
  code in findings ? (code as FailureCode & FindingCode) : 'PRINTER_OFFLINE';

/** The ticket that the maintenance page prints too. @throws CommandFailed where the kiosk's resources lack something */
export async function testTicket({ resourcesDirectory, ticket = usualTicketSettings }: KioskConfig): Promise<Raster> {
  const file = join(resourcesDirectory, 'centre.json');
  const centre = centreSchema.safeParse(parseJson(await readFile(file, 'utf8').catch(() => 'null'), file));
  if (!centre.success) throw unusable(`không dùng được ${file}`, `${file} cannot be used`);
  const { ticketRenderer } = await import('../../src/main/ticket/raster.ts');
  return ticketRenderer(
    resourcesDirectory,
    ticket,
  )({
    kind: 'test-print',
    centre: centre.data.name,
    issuedAt: new Date().toISOString(),
  });
}
