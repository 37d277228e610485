import { readFile } from 'node:fs/promises';
import type { z } from '../../src/contract/zod.ts';
import { type KioskConfig, kioskConfigSchema } from '../../src/main/config.ts';
import { printable } from '../terminal/printable.ts';
import { CommandFailed } from './exit-codes.ts';

/** @throws CommandFailed that names every fault of the file */
export async function readSettings(file: string): Promise<KioskConfig> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === 'EACCES'
      ? unusable(
          `không được đọc ${file}; chạy bằng người dùng của ki-ốt`,
          `${file} may not be read; run this as the kiosk’s user`,
        )
      : unusable(`không đọc được ${file}`, `${file} cannot be read`);
  });
  const parsed = kioskConfigSchema.safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data;
  const faults = printable(parsed.error.issues.map(faultOf).join('; '));
  throw unusable(faults, faults);
}

/** @throws CommandFailed that quotes nothing of the text */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Of the parser's words only the place: the rest may quote the file, which holds a secret.
    const place = error instanceof SyntaxError ? (/\(line \d+ column \d+\)/.exec(error.message)?.[0] ?? '') : '';
    throw unusable(`${file} không phải là JSON ${place}`, `${file} is no JSON ${place}`);
  }
}

const faultOf = ({ path, message }: z.core.$ZodIssue): string => `${path.join('.') || '{}'}: ${message}`;

export const unusable = (vi: string, en: string) => new CommandFailed('SETTINGS_INVALID', { vi, en });
