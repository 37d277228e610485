import { personalNumberSchema } from '../../../contract/person.ts';
import { serviceDay } from '../../../contract/queue.ts';
import { audit } from '../../store/audit.ts';
import { transact } from '../../store/database.ts';
import { refusal } from './outcome.ts';
import * as ask from './search.ts';
import { actorOf, type FacadeDeps } from './site.ts';

/** Days over which one person may be searched for at once. */
export const mostDays = 31;

/** A person's visits are found by fingerprints of number, service and day, which nothing else connects. */
export function marksOf(
  { site, sealing, now }: FacadeDeps,
  { system, type, value }: ask.Token,
  days: ask.Days,
): Buffer[] {
  const isPersonal = type === undefined ? system === undefined || system === site.identifierSystems.NI : type === 'NI';
  if (!isPersonal || !personalNumberSchema.safeParse(value).success) return [];
  const today = serviceDay(now());
  const wanted = ask.eachDay({ from: days.from ?? days.to ?? today, to: days.to ?? today });
  if (wanted.length > mostDays)
    throw refusal(400, 'too-costly', {
      vi: `Tìm một người trong tối đa ${mostDays} ngày mỗi lần.`,
      en: `One person may be searched for over at most ${mostDays} days.`,
    });
  const services = site.services.filter(({ identity }) => identity === 'chip');
  return wanted.flatMap((day) => services.map(({ id }) => sealing.personMark(value, id, day)));
}

export type PersonAction = 'person-read' | 'person-searched';

/** Each read of a person is kept; the search for one of whom nothing is known, too. */
export const auditPeople = (
  { database, now }: FacadeDeps,
  system: string,
  action: PersonAction,
  ticketTokens: readonly string[],
): Promise<void> =>
  transact(database, async (transaction) => {
    const entry = { at: now(), actor: actorOf(system), action, outcome: 'done' as const };
    if (ticketTokens.length === 0) await audit(transaction, { ...entry, subject: 'nobody' });
    for (const ticketToken of ticketTokens) await audit(transaction, { ...entry, subject: ticketToken });
  });
