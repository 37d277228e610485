import { inForce } from '../../contract/law.ts';
import type { CallRequest } from '../../contract/queue-entries.ts';
import { serviceDay } from '../../contract/queue.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import { inOrder } from '../order/order.ts';
import { audit } from '../store/audit.ts';
import { changeEntry, findEntry } from '../store/entries.ts';
import { readLine } from '../store/lines.ts';
import type { Circumstances, Worked } from './work.ts';

/**
 * Calls the next of a queue to a counter, or one out of turn.
 *
 * Errors: BACKEND_REFUSED where the counter does not serve the queue; QUEUE_EMPTY; ENTRY_MOVED_ON where the one asked for waits
 * there no more.
 */
export async function call(circumstances: Circumstances, request: CallRequest): Promise<Result<Worked>> {
  const { transaction, centre, callingRules, by, at } = circumstances;
  const counter = centre.counters.find(({ id }) => id === request.counter);
  if (!counter?.queues.includes(request.queue)) return failed('BACKEND_REFUSED');
  const today = serviceDay(at);
  const line = await readLine(transaction, request.queue, today);
  const [first] = inOrder(line, inForce(callingRules, today));
  const wanted = line.waiting.find(({ entry }) => entry === request.entry);
  if (request.entry !== undefined && !wanted) return failed('ENTRY_MOVED_ON');
  const next = wanted ?? first?.waiting;
  if (!next) return failed('QUEUE_EMPTY');

  // A clock that was set back must not change who was called before whom.
  const calledAt = Math.max(at, (line.called.at(-1)?.calledAt ?? 0) + 1);
  const isCalled = await changeEntry(transaction, next.entry, ['waiting'], {
    state: 'called',
    isCalled: true,
    counter: counter.id,
    called_at: calledAt,
    changed_at: at,
  });
  if (!isCalled) throw new Error('somebody else called meanwhile: the head was not held');
  if (wanted)
    await audit(transaction, {
      at,
      actor: by.staff,
      action: 'called-out-of-turn',
      subject: wanted.entry,
      outcome: 'done',
    });
  const entry = await findEntry(transaction, next.entry);
  if (!entry) throw new Error('an entry was called and is gone');
  return ok({ entry, moved: [entry] });
}
