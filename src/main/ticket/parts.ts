import type { Place } from '../../contract/services.ts';
import type { Text } from '../../contract/text.ts';
import type { Column } from './column.ts';
import { localDay, localTime } from './local-time.ts';

// What several papers have in common.

export function head({ centre, issuedAt }: { centre: Text; issuedAt: string }, column: Column): void {
  column.both(centre, column.size.plain, 'middle');
  column.line(`${localDay(issuedAt)} ${localTime(issuedAt)}`, column.size.plain, 'middle');
}

/** The way, the largest text after the number, what is done there, and how to get there from here. */
export function way(label: Text, place: Place, column: Column, what?: Text): void {
  const { room, floor } = place;
  const text = { vi: `${label.vi}: ${room.vi}, ${floor.vi}`, en: `${label.en}: ${room.en}, ${floor.en}` };
  const beneath = [what, place.way].filter((line) => line !== undefined);
  column.item('pointer', text, column.size.way, ...beneath);
}

export const goTo: Text = { vi: 'Đến', en: 'Go to' };

export function about(
  { service, maskedName }: { service: Text; maskedName?: string | undefined },
  column: Column,
): void {
  column.both({ vi: `Dịch vụ: ${service.vi}`, en: `Service: ${service.en}` });
  if (maskedName) column.both({ vi: `Họ tên: ${inOneLine(maskedName)}`, en: `Name: ${inOneLine(maskedName)}` });
}

/** With no-break spaces. */
export const inOneLine = (text: string): string => text.replaceAll(' ', '\u00a0');

/** Papers to tick off at home or in the hand. */
export function papersToBring(title: Text, papers: readonly Text[], column: Column): void {
  if (papers.length === 0) return;
  column.both(title);
  for (const paper of papers) column.item('box', paper);
}
