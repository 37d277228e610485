import type { Sealing } from '../store/sealing.ts';

/** Something that happened in the centre's history: a kiosk that was told of it shows a restored database what that lacks. */
export interface Mark {
  /** Of the database. */
  generation: number;
  event: number;
  /** The queue entry that the event is about, random: two histories that parted have different ones under the same id. */
  entry: string;
}

/** The text of the header, with a fingerprint: a kiosk in wrong hands cannot stop the centre by claiming to know more. */
export const writeMark = (sealing: Sealing, { generation, event, entry }: Mark): string => {
  const said = `${generation}.${event}.${entry}`;
  return `${said}.${fingerprint(sealing, said)}`;
};

/** @returns undefined where it is none of this centre's */
export function readMark(sealing: Sealing, text: string): Mark | undefined {
  const [, said, generation, event, entry, print] = markPattern.exec(text) ?? [];
  if (said === undefined || entry === undefined || print !== fingerprint(sealing, said)) return undefined;
  return { generation: Number(generation), event: Number(event), entry };
}

const markPattern = /^((\d{1,9})\.(\d{1,15})\.([\w-]{22}))\.([\w-]{22})$/;

const fingerprint = (sealing: Sealing, said: string): string =>
  sealing.secretMark(`mark ${said}`).subarray(0, 16).toString('base64url');
