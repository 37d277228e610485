import { z } from './zod.ts';

export const queueIdSchema = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/);

/** Letters that sound alike when called, or look like digits, are not used. */
export const queueLetterSchema = z.string().regex(/^[ABCEHKLMTVX]$/);

/** Letter and three digits, `A042`. */
export const queueNumberSchema = z.string().regex(/^[ABCEHKLMTVX]\d{3}$/);

/** A desk or room where people are called to, as it is known in the centre: `5`, `105a`. */
export const counterIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,19}$/);

/** The day a number belongs to, in Asia/Ho_Chi_Minh. */
export const serviceDaySchema = z.iso.date();

/** Vietnam keeps UTC+7 all year. A formatter that knows time zones takes a browser longer to load than most of the page. */
const inSaigon = (instant: number): string => new Date(instant + 7 * 3_600_000).toISOString();

/** @param instant milliseconds since the epoch; the host's own time zone plays no part. */
export const serviceDay = (instant: number): string => inSaigon(instant).slice(0, 10);

/** `HH:MM` in Asia/Ho_Chi_Minh. @param instant milliseconds since the epoch */
export const timeOfDay = (instant: number): string => inSaigon(instant).slice(11, 16);

export const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** @param serial 1 to 999 */
export const formatQueueNumber = (letter: string, serial: number): string =>
  `${letter}${String(serial).padStart(3, '0')}`;
