import { personalNumberSchema } from '../../../contract/person.ts';
import { serviceDay } from '../../../contract/queue.ts';
import { z } from '../../../contract/zod.ts';
import { newAppointmentCode } from '../../calling/appointments.ts';
import { addAppointment } from '../../store/appointments.ts';
import { audit } from '../../store/audit.ts';
import { transact, type Database } from '../../store/database.ts';
import type { Sealing } from '../../store/sealing.ts';
import { refusal } from './outcome.ts';
import type { Appointment } from './resources.ts';
import { tokenOfText, type Days, type Place } from './search.ts';
import { appointmentSystem, hl7, instant, toQueue, type Site, actorOf, type FacadeDeps } from './site.ts';

export const short = z.string().min(1).max(200);
/** What changes the meaning of the rest must be understood, and nothing of that kind is. */
export const notUnderstood = { implicitRules: z.undefined().optional(), modifierExtension: z.undefined().optional() };

const identifierSchema = z.object({
  system: short.optional(),
  value: short,
  type: z
    .object({ coding: z.array(z.object({ system: short.optional(), code: short.optional() })).max(10) })
    .optional(),
});

/** What is read of an Appointment that a hospital's system makes; the rest is not kept. */
const newAppointmentSchema = z.object({
  resourceType: z.literal('Appointment'),
  ...notUnderstood,
  status: z.literal('booked'),
  start: z.iso.datetime({ offset: true }),
  identifier: z.array(identifierSchema).min(1).max(10),
  participant: z
    .array(
      z.object({
        ...notUnderstood,
        actor: z.object({ reference: short.optional(), identifier: identifierSchema.optional() }).optional(),
      }),
    )
    .min(1)
    .max(20),
});
type NewAppointment = z.infer<typeof newAppointmentSchema>;

interface Row {
  code: string;
  queue: string;
  service_day: string;
  at: number;
  ticket_token: string | null;
  cancelled_at: number | null;
}

function appointmentOf(site: Site, row: Row, served: ReadonlySet<string>, today: string): Appointment {
  return {
    resourceType: 'Appointment',
    id: row.code,
    identifier: [{ use: 'official', system: appointmentSystem(site), value: row.code }],
    status: statusOf(row, served, today),
    start: instant(row.at),
    // R4 (app-3) demands an end. The centre knows when a person is expected, and not how long it takes.
    end: instant(row.at),
    participant: [{ actor: toQueue(site, row.queue), required: 'required', status: 'accepted' }],
  };
}

function statusOf(row: Row, served: ReadonlySet<string>, today: string): Appointment['status'] {
  if (row.cancelled_at !== null) return 'cancelled';
  if (row.ticket_token !== null) return served.has(`${row.ticket_token} ${row.queue}`) ? 'fulfilled' : 'arrived';
  return row.service_day < today ? 'noshow' : 'booked';
}

export interface AppointmentsWanted {
  code?: string | undefined;
  identifier?: { system: string; value: string } | undefined;
  days?: Days | undefined;
  count: number;
  after?: Place | undefined;
}

export async function findAppointmentResources(
  { site, database, sealing, now }: FacadeDeps,
  { code, identifier, days, count, after }: AppointmentsWanted,
): Promise<{ resources: Appointment[]; next: Place | undefined }> {
  let query = database
    .selectFrom('appointment')
    .select(['code', 'queue', 'service_day', 'at', 'ticket_token', 'cancelled_at'])
    .orderBy('service_day')
    .orderBy('code')
    .limit(count + 1);
  if (code !== undefined) query = query.where('code', '=', code);
  if (identifier) query = query.where('identifier_mark', '=', markOf(sealing, identifier));
  if (days?.from !== undefined) query = query.where('service_day', '>=', days.from);
  if (days?.to !== undefined) query = query.where('service_day', '<=', days.to);
  if (after)
    query = query.where((where) =>
      where(where.refTuple('service_day', 'code'), '>', where.tuple(after.serviceDay, after.id)),
    );
  const found = await query.execute();
  const rows = found.slice(0, count);
  const last = found.length > count ? rows.at(-1) : undefined;
  const served = await servedQueues(
    database,
    rows.flatMap((row) => row.ticket_token ?? []),
  );
  return {
    resources: rows.map((row) => appointmentOf(site, row, served, serviceDay(now()))),
    next: last && { serviceDay: last.service_day, id: last.code },
  };
}

/** Visit and queue of those who were served. */
async function servedQueues(database: Database, ticketTokens: readonly string[]): Promise<Set<string>> {
  if (ticketTokens.length === 0) return new Set();
  const rows = await database
    .selectFrom('queue_entry')
    .select(['ticket_token', 'queue'])
    .where('ticket_token', 'in', [...ticketTokens])
    .where('state', '=', 'done')
    .execute();
  return new Set(rows.map((row) => `${row.ticket_token} ${row.queue}`));
}

export const readOne = async (deps: FacadeDeps, code: string): Promise<Appointment | undefined> =>
  (await findAppointmentResources(deps, { code, count: 1 })).resources[0];

/**
 * Makes an appointment, or finds the one that was made under the same identifier: a conditional create (R4 http.html#ccreate).
 * One that was cancelled does not count, so that it may be booked again.
 * @throws Refusal
 */
export async function makeAppointment(
  deps: FacadeDeps,
  system: string,
  body: unknown,
  ifNoneExist: string | undefined,
): Promise<{ appointment: Appointment; isNew: boolean }> {
  const { site, database, sealing, now } = deps;
  const parsed = parse(newAppointmentSchema, body);
  const identifier = conditionOf(ifNoneExist, parsed);
  const queue = queueOf(site, parsed);
  const at = Date.parse(parsed.start);
  const day = serviceDay(at);
  if (day < serviceDay(now())) throw refused('start', 'Ngày hẹn đã qua.', 'The day is over.');
  const personalNumber = personOf(site, parsed);
  const personMark = personalNumber === undefined ? undefined : sealing.personMark(personalNumber, 'appointment', day);

  const mark = markOf(sealing, identifier);
  const made = await transact(database, async (transaction) => {
    const before = await transaction
      .selectFrom('appointment')
      .select('code')
      .where('identifier_mark', '=', mark)
      .where('cancelled_at', 'is', null)
      .executeTakeFirst();
    if (before) return { code: before.code, isNew: false };
    const code = newAppointmentCode();
    if (!(await addAppointment(transaction, { code, queue, serviceDay: day, at, personMark })))
      throw new Error('a random code was there already');
    await transaction
      .updateTable('appointment')
      .set({ identifier_mark: mark, system })
      .where('code', '=', code)
      .execute();
    await audit(transaction, {
      at: now(),
      actor: actorOf(system),
      action: 'appointment-made',
      subject: `appointment ${code}`,
      outcome: 'done',
    });
    return { code, isNew: true };
  });
  const appointment = await readOne(deps, made.code);
  if (!appointment) throw new Error('an appointment was lost');
  return { appointment, isNew: made.isNew };
}

/** The value of If-None-Exist: a search for the identifier that the appointment itself has. */
function conditionOf(ifNoneExist: string | undefined, { identifier }: NewAppointment) {
  if (ifNoneExist === undefined)
    throw refusal(428, 'required', {
      vi: 'Cần tiêu đề If-None-Exist: identifier=[hệ thống]|[số], để một lịch hẹn không bị tạo hai lần.',
      en: 'The header If-None-Exist: identifier=[system]|[value] is needed, so that no appointment is made twice.',
    });
  const condition = new URLSearchParams(ifNoneExist);
  const token = tokenOfText(condition.get('identifier') ?? '');
  const own = identifier.find(({ system, value }) => system === token.system && value === token.value);
  if (condition.size !== 1 || own?.system === undefined)
    throw refusal(412, 'value', {
      vi: 'If-None-Exist phải là identifier=[hệ thống]|[số] của chính lịch hẹn này.',
      en: 'If-None-Exist must be identifier=[system]|[value] of this very appointment.',
    });
  return { system: own.system, value: own.value };
}

function queueOf(site: Site, { participant }: NewAppointment): string {
  const wanted = participant.flatMap(({ actor }) => {
    const reference = actor?.reference?.replace(`${site.url}/`, '') ?? '';
    return reference.startsWith('HealthcareService/') ? reference.slice('HealthcareService/'.length) : [];
  });
  const queue = site.centre.queues.find(({ id }) => id === wanted[0]);
  if (!queue || wanted.length !== 1)
    throw refused(
      'participant',
      'Cần đúng một participant là HealthcareService của trung tâm này.',
      'Exactly one participant must be a HealthcareService of this centre.',
    );
  return queue.id;
}

/** The personal number among the participants' identifiers: by its type, or by the system that the hospital gave it. */
function personOf(site: Site, { participant }: NewAppointment): string | undefined {
  const isPersonal = ({ system, type }: z.infer<typeof identifierSchema>) =>
    type?.coding.some((coding) => coding.system === hl7('v2-0203') && coding.code === 'NI') === true ||
    (system !== undefined && system === site.identifierSystems.NI);
  const numbers = participant.flatMap(({ actor }) =>
    actor?.identifier && isPersonal(actor.identifier) ? actor.identifier.value : [],
  );
  const named = participant.some(({ actor }) => actor?.reference?.includes('Patient/'));
  if (named || numbers.length > 1 || !numbers.every((number) => personalNumberSchema.safeParse(number).success))
    throw refused(
      'participant',
      'Người bệnh được nêu một lần, bằng actor.identifier loại NI có 12 chữ số.',
      'The patient is told once, by actor.identifier of type NI with twelve digits.',
    );
  return numbers[0];
}

const markOf = (sealing: Sealing, { system, value }: { system: string; value: string }): Buffer =>
  sealing.requestMark({ appointment: { system, value } });

/** @throws Refusal */
export function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? [])
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('');
  throw refused(path.slice(1), 'Phần này thiếu hoặc không nhận được.', 'This element is missing or not acceptable.');
}

const refused = (element: string, vi: string, en: string) =>
  refusal(422, 'value', { vi, en }, [element === '' ? 'Appointment' : `Appointment.${element}`]);
