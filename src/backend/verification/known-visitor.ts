import type { KnownVisitor } from '../../contract/backend-api.ts';
import { queuesOf } from '../../contract/catalogue.ts';
import { serviceDay } from '../../contract/queue.ts';
import type { ServiceDefinition } from '../../contract/services.ts';
import { clinicsOf } from '../queues/last-clinic.ts';
import { findAppointments } from '../store/appointments.ts';
import type { Transaction } from '../store/database.ts';
import { findLastClinic } from '../store/last-clinics.ts';
import type { Sealing } from '../store/sealing.ts';
import type { CheckedPerson } from '../store/verifications.ts';
import { findHeld } from '../store/visits.ts';
import { lastClinicMarkOf, markOf } from './checked-person.ts';

/** What the centre knows of somebody whose card was proved, as far as it matters to the service. */
export async function knownVisitor(
  transaction: Transaction,
  { sealing, now }: { sealing: Sealing; now: () => number },
  checked: CheckedPerson,
  service: ServiceDefinition,
): Promise<KnownVisitor> {
  const today = serviceDay(now());
  const [held] = await findHeld(transaction, sealing, [markOf(sealing, checked, service.id, today)]);
  const appointments = await findAppointments(transaction, today, {
    codes: [],
    personMarks: [markOf(sealing, checked, 'appointment', today)],
  });
  const appointment = appointments.find(({ queue }) => queuesOf(service).includes(queue));
  const clinics = clinicsOf(service);
  const lastQueue =
    clinics.length > 0 ? await findLastClinic(transaction, lastClinicMarkOf(sealing, checked)) : undefined;
  return {
    ...(lastQueue !== undefined && clinics.includes(lastQueue) && { lastQueue }),
    ...(held && { held: { number: held.number.number, queueLabel: held.number.queueLabel, place: held.number.place } }),
    ...(appointment && { appointment: { queue: appointment.queue, at: new Date(appointment.at).toISOString() } }),
  };
}
