import { inForce } from '../../contract/law.ts';
import type { EntryChange, EntryState } from '../../contract/queue-entries.ts';
import { dayBefore, serviceDay } from '../../contract/queue.ts';
import { failed, ok, unreachable, type Result } from '../../contract/result.ts';
import { standingOf } from '../order/standing.ts';
import { freeAppointment } from '../store/appointments.ts';
import { audit } from '../store/audit.ts';
import { addEntries, changeEntry, findEntry, keepMissedCall, type Entry, type EntryUpdate } from '../store/entries.ts';
import { readLine } from '../store/lines.ts';
import { freePerson } from '../store/visits.ts';
import { newToken } from '../tokens.ts';
import type { Circumstances, Worked } from './work.ts';

/** What a change makes of an entry, and of which states. */
interface Step {
  from: readonly EntryState[];
  to: Omit<EntryUpdate, 'changed_at'>;
}

function stepOf(change: EntryChange, at: number): Step {
  switch (change.change) {
    case 'recall':
      return { from: ['called'], to: { isCalled: true } };
    case 'start':
      return { from: ['called'], to: { state: 'serving', started_at: at } };
    case 'finish':
      return { from: ['called', 'serving'], to: { state: 'done', ended_at: at } };
    case 'no-show':
      return { from: ['called'], to: { state: 'no-show', ended_at: at } };
    case 'leave':
      return { from: ['waiting', 'called', 'no-show'], to: { state: 'left', ended_at: at } };
    case 'back':
      return { from: ['no-show'], to: { state: 'waiting', arrived_at: at, returned: 1, ...uncalled } };
    case 'priority':
      return { from: ['waiting', 'called', 'serving'], to: { priority: change.priority, priority_proven: 0 } };
    default:
      return unreachable(change);
  }
}

/** As many as a ticket's page shows: more is a visit that goes round. */
const mostSteps = 20;

/** What was told at the first arrival says nothing of the second wait. */
const uncalled = { counter: null, called_at: null, ended_at: null, estimate_low: null, estimate_high: null };

/**
 * Changes an entry of today, or of before midnight.
 *
 * Errors: ENTRY_MOVED_ON where its state does not allow it; BACKEND_REFUSED where there is no such entry, or no such queue to go on
 * to.
 */
export async function change(circumstances: Circumstances, id: string, wanted: EntryChange): Promise<Result<Worked>> {
  const { transaction, centre, by, at } = circumstances;
  const before = await findEntry(transaction, id);
  if (!before) return failed('BACKEND_REFUSED');
  if (before.serviceDay < dayBefore(serviceDay(at))) return failed('ENTRY_MOVED_ON');
  const next = wanted.change === 'finish' ? wanted.next : undefined;
  const mayGoOn = next === undefined || (before.step < mostSteps && centre.queues.some((queue) => queue.id === next));
  if (!mayGoOn) return failed('BACKEND_REFUSED');

  const { from, to } = stepOf(wanted, at);
  if (wanted.change === 'back') await keepMissedCall(transaction, id);
  if (!(await changeEntry(transaction, id, from, { ...to, changed_at: at }))) return failed('ENTRY_MOVED_ON');
  if (wanted.change === 'leave') {
    // Nobody is called by this number any more: who comes back gets another one.
    await freePerson(transaction, before.ticketToken);
    await freeAppointment(transaction, before.ticketToken);
  }
  if (wanted.change === 'priority')
    await audit(transaction, {
      at,
      actor: by.staff,
      action: 'priority-changed',
      subject: id,
      outcome: `${wanted.priority} ${wanted.reason}`,
    });
  const entry = await findEntry(transaction, id);
  if (!entry) throw new Error('an entry was changed and is gone');
  const goesOn = next === undefined ? [] : [await goOn(circumstances, entry, next)];
  return ok({ entry, moved: [entry, ...goesOn] });
}

/** The visit waits in another queue from now on, under its number and with its priority. */
async function goOn({ transaction, callingRules, at }: Circumstances, done: Entry, queue: string): Promise<Entry> {
  const id = newToken();
  const today = serviceDay(at);
  const line = await readLine(transaction, queue, today);
  const { number, priority } = done;
  const waiting = { entry: id, number, arrivedAt: at, appointmentAt: null, priority, returned: false };
  const { estimate } = standingOf(waiting, line, inForce(callingRules, today), at);
  await addEntries(transaction, [
    {
      id,
      ticket_token: done.ticketToken,
      step: done.step + 1,
      queue,
      service_day: done.serviceDay,
      arrived_at: at,
      changed_at: at,
      appointment_at: null,
      priority,
      priority_proven: done.priorityProven ? 1 : 0,
      state: 'waiting',
      estimate_low: estimate?.from ?? null,
      estimate_high: estimate?.to ?? null,
    },
  ]);
  const entry = await findEntry(transaction, id);
  if (!entry) throw new Error('an entry was added and is gone');
  return entry;
}
