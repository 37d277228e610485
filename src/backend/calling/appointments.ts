import type { AppointmentRequest, AppointmentResponse } from '../../contract/queue-entries.ts';
import { serviceDay } from '../../contract/queue.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import { answerOnce, type AskedOnce } from '../answer-once.ts';
import { addAppointment, cancelAppointment } from '../store/appointments.ts';
import { audit } from '../store/audit.ts';
import { inTransaction, transact } from '../store/database.ts';
import { holdHead } from '../store/head.ts';
import { newCode } from '../tokens.ts';
import type { CallingDeps } from './work.ts';

/** 49 random bits: who tries codes finds none in a day. */
export const newAppointmentCode = (): string => newCode(10);

/**
 * Makes an appointment. Of the person only a keyed fingerprint is kept, which tells him on that day from everybody else.
 *
 * Errors: BACKEND_REFUSED where the centre has no such queue, or the day is over.
 */
export function makeAppointment(
  { database, sealing, centre, now }: CallingDeps,
  asked: AskedOnce,
  staff: string,
  { queue, at: when, personalNumber }: AppointmentRequest,
): Promise<Result<AppointmentResponse> | 'other-body'> {
  return answerOnce({ database, sealing, now }, asked, (settle) =>
    inTransaction(database, async (transaction) => {
      const day = serviceDay(Date.parse(when));
      if (!centre.queues.some(({ id }) => id === queue) || day < serviceDay(now())) return failed('BACKEND_REFUSED');
      const code = newAppointmentCode();
      const personMark =
        personalNumber === undefined ? undefined : sealing.personMark(personalNumber, 'appointment', day);
      const isAdded = await addAppointment(transaction, {
        code,
        queue,
        serviceDay: day,
        at: Date.parse(when),
        personMark,
      });
      if (!isAdded) throw new Error('a random code was there already');
      await note(transaction, 'appointment-made', code, staff, now());
      const appointment = { code, queue, at: when };
      await settle(transaction, appointment);
      return ok(appointment);
    }),
  );
}

/** @returns false where no such appointment is still to come */
export const cancel = (
  { database, now }: Pick<CallingDeps, 'database' | 'now'>,
  code: string,
  actor: string,
): Promise<boolean> =>
  transact(database, async (transaction) => {
    // First, as issuing does: a number is given for it before, or not at all.
    await holdHead(transaction);
    const isCancelled = await cancelAppointment(transaction, code, now());
    if (isCancelled) await note(transaction, 'appointment-cancelled', code, actor, now());
    return isCancelled;
  });

const note = (
  transaction: Parameters<typeof audit>[0],
  action: 'appointment-made' | 'appointment-cancelled',
  code: string,
  actor: string,
  at: number,
) => audit(transaction, { at, actor, action, subject: `appointment ${code}`, outcome: 'done' });
