import { z } from '../../../contract/zod.ts';
import { cancel as cancelAppointment } from '../../calling/appointments.ts';
import { audit } from '../../store/audit.ts';
import { transact } from '../../store/database.ts';
import { notUnderstood, parse, readOne, short } from './appointment.ts';
import { refusal, Refusal } from './outcome.ts';
import type { Appointment } from './resources.ts';
import { isId } from './search.ts';
import { actorOf, type FacadeDeps } from './site.ts';

const cancelledSchema = z.object({
  resourceType: z.literal('Appointment'),
  ...notUnderstood,
  id: short,
  status: z.literal('cancelled'),
});

/** RFC 6902. */
const cancellingPatchSchema = z.tuple([
  z.strictObject({ op: z.literal('replace'), path: z.literal('/status'), value: z.literal('cancelled') }),
]);

/** @throws Refusal */
export async function cancelByUpdate(deps: FacadeDeps, system: string, code: string, body: unknown) {
  const parsed = parse(cancelledSchema, body);
  if (parsed.id !== code)
    throw refusal(400, 'value', { vi: 'id khác với URL.', en: 'The id is not the URL’s.' }, ['Appointment.id']);
  return cancel(deps, system, code);
}

/** @throws Refusal */
export function cancelByPatch(deps: FacadeDeps, system: string, code: string, body: unknown) {
  if (!cancellingPatchSchema.safeParse(body).success)
    throw refusal(422, 'not-supported', {
      vi: 'Chỉ nhận [{"op":"replace","path":"/status","value":"cancelled"}].',
      en: 'Only [{"op":"replace","path":"/status","value":"cancelled"}] is taken.',
    });
  return cancel(deps, system, code);
}

async function cancel(deps: FacadeDeps, system: string, code: string): Promise<Appointment> {
  if (!isId(code)) throw new Refusal(404);
  const made = await deps.database
    .selectFrom('appointment')
    .select('system')
    .where('code', '=', code)
    .executeTakeFirst();
  if (made && made.system !== system) {
    await transact(deps.database, (transaction) =>
      audit(transaction, {
        at: deps.now(),
        actor: actorOf(system),
        action: 'appointment-cancelled',
        subject: `appointment ${code}`,
        outcome: 'refused',
      }),
    );
    throw refusal(403, 'forbidden', {
      vi: 'Lịch hẹn này do hệ thống khác hoặc nhân viên tạo. Chỉ hệ thống đã tạo, hoặc nhân viên tại quầy, được huỷ.',
      en: 'Another system or staff made this appointment. Only the system that made it, or staff at the desk, may cancel it.',
    });
  }
  await cancelAppointment(deps, code, actorOf(system));
  const appointment = await readOne(deps, code);
  if (!appointment) throw new Refusal(404);
  if (appointment.status !== 'cancelled')
    throw refusal(409, 'conflict', { vi: 'Người bệnh đã đến.', en: 'The patient has arrived.' });
  return appointment;
}
