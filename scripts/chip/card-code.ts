import { createInterface } from 'node:readline';
import { ChipError } from '../../drivers/emrtd/chip-error.ts';
import { mrzKeyOf, readMrzText } from '../../drivers/emrtd/document/mrz.ts';
import { partsOf } from '../../drivers/emrtd/document/personal-number.ts';
import type { ChipReadRequest } from '../../drivers/ports.ts';
import { parsePayload } from '../../drivers/scanner/payload.ts';
import type { CommandOf } from './arguments.ts';
import { ask } from './ask.ts';
import { CommandFailed } from './exit-codes.ts';

/** What was typed or scanned to open the chip. */
export type CardCode = Pick<ChipReadRequest, 'can' | 'mrz'>;

/** From the arguments, else from a person at the terminal or the first line of standard input. */
export async function cardCodeOf({ can, mrz, qr }: CommandOf<'read'>): Promise<CardCode> {
  if (can !== undefined) return fromCan(can);
  if (mrz !== undefined) return fromMrz(mrz);
  if (qr !== undefined) return fromQr(qr);
  return fromAny(await askForLine());
}

/** On the command line other users of the machine could see it, and the shell keeps it: so it may be typed or scanned instead. */
async function askForLine(): Promise<string> {
  if (process.stdin.isTTY) return ask('CAN, MRZ (L1|L2|L3) hoặc QR / CAN, MRZ (L1|L2|L3) or QR: ');
  for await (const line of createInterface({ input: process.stdin })) return line;
  return '';
}

function fromAny(line: string): CardCode {
  const text = line.trim();
  if (text === '') throw new CommandFailed('ARGUMENTS_INVALID', { vi: 'chưa có mã nào', en: 'no code was given' });
  if (/^\d{1,12}$/.test(text)) return fromCan(text.length === 12 ? text.slice(-6) : text);
  return /^[A-Z]/i.test(text) ? fromMrz(text) : fromQr(text);
}

function fromCan(text: string): CardCode {
  if (!/^\d{6}$/.test(text)) throw new CommandFailed('NUMBER_INVALID', { vi: 'CAN có 6 số', en: 'a CAN has 6 digits' });
  return { can: text };
}

function fromMrz(text: string): CardCode {
  try {
    return { mrz: mrzKeyOf(readMrzText(text)) };
  } catch (error) {
    if (!(error instanceof ChipError)) throw error;
    throw new CommandFailed('ARGUMENTS_INVALID', {
      vi: 'MRZ thiếu ký tự hoặc sai số kiểm tra',
      en: 'the MRZ lacks characters or a check digit is wrong',
    });
  }
}

/** The CAN is the end of the number; where a chip knows no PACE, BAC's key follows from the QR's dates. */
function fromQr(text: string): CardCode {
  const code = parsePayload(Buffer.from(text));
  if (code.kind === 'refused') throw new CommandFailed(code.code);
  if (code.kind !== 'citizen-card') throw new CommandFailed('SCAN_NOT_FOR_KIOSK');
  return { can: partsOf(code.personalNumber).serial, mrz: code.mrz };
}
