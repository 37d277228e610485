import { ChipError } from '../../drivers/emrtd/chip-error.ts';
import { type Dg11, parseDg11 } from '../../drivers/emrtd/document/dg11.ts';
import { type Dg12, parseDg12 } from '../../drivers/emrtd/document/dg12.ts';
import { dg13Field, parseDg13 } from '../../drivers/emrtd/document/dg13.ts';
import type { ChipEvidence } from '../../src/contract/chip.ts';
import { field } from '../terminal/printable.ts';

type Dg13Name = keyof typeof dg13Field;
type Dg13 = Readonly<Record<Dg13Name, readonly string[]>>;

/** What the card says beyond its MRZ. A file that it lacks, or that cannot be understood, is null: no reading fails for it. */
export interface Details {
  dg11: Dg11 | null;
  dg12: Dg12 | null;
  /** Texts as on the card. */
  dg13: Dg13 | null;
}

const dg11Labels: Record<keyof Dg11, string> = {
  fullName: 'Họ tên / Name',
  otherNames: 'Tên khác / Other names',
  personalNumber: 'Số / Number',
  birthDate: 'Ngày sinh / Born',
  birthPlace: 'Nơi sinh / Born in',
  address: 'Nơi ở / Address',
};
const dg12Labels: Record<keyof Dg12, string> = {
  issuingAuthority: 'Nơi cấp / Authority',
  issueDate: 'Ngày cấp / Issued',
};
const dg13Labels: Record<Dg13Name, string> = {
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

export const detailsOf = ({ dataGroups: { dg11, dg12, dg13 } }: ChipEvidence): Details => ({
  dg11: understood(dg11, parseDg11),
  dg12: understood(dg12, parseDg12),
  dg13: understood(dg13, parseDg13ByName),
});

function understood<T>(file: string | undefined, parse: (bytes: Uint8Array) => T): T | null {
  if (file === undefined) return null;
  try {
    return parse(Buffer.from(file, 'base64'));
  } catch (error) {
    if (error instanceof ChipError) return null;
    throw error;
  }
}

function parseDg13ByName(file: Uint8Array): Dg13 {
  const fields = parseDg13(file);
  return Object.fromEntries(
    Object.entries(dg13Field).map(([name, number]) => [name, fields.get(number) ?? []]),
  ) as Dg13;
}

export const detailLines = ({ dg11, dg12, dg13 }: Details): string[] => [
  ...section('DG11', dg11Labels, dg11),
  ...section('DG12', dg12Labels, dg12),
  ...section('DG13', dg13Labels, dg13),
];

function section<Name extends string>(
  title: string,
  labels: Record<Name, string>,
  values: Partial<Record<Name, string | readonly string[]>> | null,
): string[] {
  if (values === null) return [];
  const names = (Object.keys(labels) as Name[]).filter((name) => (values[name] ?? '').length > 0);
  return ['', title, ...names.map((name) => field(labels[name], [values[name] ?? ''].flat().join('; ')))];
}
