import { ChipError } from '../../drivers/emrtd/chip-error.ts';
import { dg13Field, parseDg13 } from '../../drivers/emrtd/document/dg13.ts';
import type { ChipEvidence } from '../../src/contract/chip.ts';
import { field } from './report.ts';

type FieldName = keyof typeof dg13Field;

/** The fields of DG13 by name, their texts as on the card. */
export type Dg13Texts = Readonly<Record<FieldName, readonly string[]>>;

const labels: Record<FieldName, string> = {
  personalNumber: 'Số / Number',
  fullName: 'Họ tên / Name',
  birthDate: 'Ngày sinh / Born',
  sex: 'Giới tính / Sex',
  nationality: 'Quốc tịch / Nationality',
  ethnicity: 'Dân tộc / Ethnicity',
  religion: 'Tôn giáo / Religion',
  hometown: 'Quê quán / Hometown',
  residence: 'Nơi ở / Residence',
  identifyingFeatures: 'Đặc điểm / Features',
  issueDate: 'Ngày cấp / Issued',
  expiryDate: 'Hết hạn / Expires',
  parents: 'Cha mẹ / Parents',
  spouse: 'Vợ chồng / Spouse',
  oldNumber: 'Số cũ / Old number',
};
const names = Object.keys(labels) as FieldName[];

/** @returns null where the card has none, or none that can be understood: no reading fails for it */
export function dg13Of({ dataGroups: { dg13 } }: ChipEvidence): Dg13Texts | null {
  if (dg13 === undefined) return null;
  try {
    const fields = parseDg13(Buffer.from(dg13, 'base64'));
    return Object.fromEntries(names.map((name) => [name, fields.get(dg13Field[name]) ?? []])) as Dg13Texts;
  } catch (error) {
    if (error instanceof ChipError) return null;
    throw error;
  }
}

export function dg13Lines(dg13: Dg13Texts | null): string[] {
  if (dg13 === null) return [];
  const said = names.filter((name) => dg13[name].length > 0);
  return ['', 'DG13', ...said.map((name) => field(labels[name], dg13[name].join('; ')))];
}
