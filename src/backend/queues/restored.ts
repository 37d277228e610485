import { serviceDay } from '../../contract/queue.ts';
import type { Centre } from '../../contract/services.ts';
import { endAdmissions } from '../store/admissions.ts';
import { audit } from '../store/audit.ts';
import { transact, type Database } from '../store/database.ts';
import { beginGeneration, countKiosks, holdHead } from '../store/head.ts';
import { takeDossierSerials } from '../store/dossiers.ts';
import { skipSerials, type Gap } from '../store/serials.ts';

/** More than a queue gives in an hour, and the most that is guessed from what kiosks know: that counts events of the whole centre. */
const usualSkip = 200;

/**
 * Lets a database that was restored from a copy give numbers again: of the day's next ones, as many are passed over as may have
 * been given after the copy was made. Sessions and enrolment codes end.
 * @param skip how many of each queue; else {@link usualSkip} and what kiosks were told that the copy does not know
 * @returns what was passed over; `skip-needed`, and nothing is changed, where kiosks know of more than {@link usualSkip}
 * events that the copy lacks: nobody but the operator can say how many numbers of each queue those are
 */
export function beginAfterRestore(
  { database, centre, now }: { database: Database; centre: Centre; now: () => number },
  skip?: number,
): Promise<Gap[] | 'skip-needed'> {
  return transact(database, async (transaction) => {
    const { generation, behind } = await holdHead(transaction);
    if (skip === undefined && (behind ?? 0) > usualSkip) return 'skip-needed';
    await endAdmissions(transaction);
    const count = skip ?? usualSkip + (behind ?? 0);
    const leased = centre.emergency.lease * (await countKiosks(transaction));
    const wanted = [
      ...centre.queues.map(({ letter }) => ({ letter, count })),
      // Each kiosk may hold some that the copy does not know.
      { letter: centre.emergency.letter, count: Math.max(count, leased) },
    ];
    const at = now();
    const gaps: Gap[] = [];
    for (const { letter, count } of wanted) {
      const gap = await skipSerials(transaction, letter, serviceDay(at), count, 'restored', at);
      if (gap) gaps.push(gap);
    }
    // No more dossiers than numbers were received since; nobody misses their serials.
    if (count > 0) await takeDossierSerials(transaction, serviceDay(at), count * centre.queues.length);
    await beginGeneration(transaction);
    await audit(transaction, {
      at,
      actor: 'command-line',
      action: 'restored',
      subject: `generation ${generation + 1}`,
      outcome: 'done',
    });
    return gaps;
  });
}
