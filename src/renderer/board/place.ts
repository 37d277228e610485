import type { ShownEntry } from '../../contract/queue-entries.ts';
import type { Language } from '../../contract/text.ts';

type Counter = NonNullable<ShownEntry['counter']>;

/** `Bàn 1, tầng 1`; what the room's name says already is not said again. */
export const deskOf = ({ label, place }: Counter, language: Language): string =>
  [label, place.floor]
    .map((part) => part[language])
    .filter((part) => part !== place.room[language])
    .join(', ');

/** Room, desk and floor. */
export const placeOf = (counter: Counter, language: Language): string =>
  `${counter.place.room[language]}, ${deskOf(counter, language)}`;

/** More letters than one line each holds. */
export const isLong = (counter: Counter): boolean =>
  counter.place.room.vi.length > 14 || deskOf(counter, 'vi').length > 22;
