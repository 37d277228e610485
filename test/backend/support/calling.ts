import {
  appointmentResponseSchema,
  queueEntriesSchema,
  queueListSchema,
  shownEntrySchema,
  ticketStatusSchema,
  type AppointmentRequest,
  type CallRequest,
  type EntryChange,
} from '../../../src/contract/queue-entries.ts';
import { kioskOf, newKey } from './backend.ts';
import { signedIn } from './staff.ts';

type Backend = Parameters<typeof signedIn>[0];

/** What somebody does at a counter, over real HTTP. */
export async function atCounter(backend: Backend, role: 'clerk' | 'supervisor' = 'clerk') {
  const { staff, ...page } = await signedIn(backend, role);
  const call = (...request: Parameters<typeof page.call>) => page.call(...request);
  const tryCall = (request: CallRequest, key = newKey()) => call('POST', '/v1/calls', request, key);
  const tryChange = (entry: string, change: EntryChange, key = newKey()) =>
    call('POST', `/v1/entries/${entry}/changes`, change, key);
  return {
    staff,
    call,
    tryCall,
    tryChange,
    callNext: async (request: CallRequest) => shownEntrySchema.parse((await tryCall(request)).body),
    change: async (entry: string, change: EntryChange) => shownEntrySchema.parse((await tryChange(entry, change)).body),
    queues: async () => queueListSchema.parse((await call('GET', '/v1/queues')).body).queues,
    entries: async (queue: string) => queueEntriesSchema.parse((await call('GET', `/v1/queues/${queue}/entries`)).body),
    appointment: async (request: AppointmentRequest) =>
      appointmentResponseSchema.parse((await call('POST', '/v1/appointments', request, newKey())).body),
  };
}

/** What the bearer of a ticket sees. */
export const ticketOf = async (backend: Backend, ticketToken: string) =>
  ticketStatusSchema.parse((await kioskOf(backend.url).call('GET', `/v1/tickets/${ticketToken}`)).body);
