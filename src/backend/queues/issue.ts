import type { NumberRequest, NumberResponse } from '../../contract/backend-api.ts';
import { priorityByAge, type PriorityLaw } from '../../contract/priority.ts';
import { formatQueueNumber, serviceDay } from '../../contract/queue.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import type { Centre, ServiceDefinition } from '../../contract/services.ts';
import { inTransaction, type Database } from '../store/database.ts';
import { addNumber, findNumber, nextSerial } from '../store/numbers.ts';
import { claimRequest, settleRequest, type RequestKey } from '../store/requests.ts';
import type { Sealing } from '../store/sealing.ts';
import { takeVerification, type Verification } from '../store/verifications.ts';
import { newToken } from '../tokens.ts';
import { knowsPriority, mayAsk } from './permission.ts';

export interface IssuingDeps {
  database: Database;
  sealing: Sealing;
  centre: Centre;
  services: readonly ServiceDefinition[];
  priorityLaw: PriorityLaw;
  now: () => number;
}

/** `other-body`: the key was used before for something else. */
export type Issued = { kind: 'number'; number: NumberResponse } | { kind: 'other-body' };

/**
 * One number, its idempotency key and its sealed visit, in one transaction: after a power cut there are all three or none.
 * A person who already holds a number of this queue today gets that one again.
 *
 * Errors: QUEUE_CLOSED, CHALLENGE_EXPIRED (the verification's time is over), BACKEND_REFUSED.
 */
export async function issueNumber(
  { database, sealing, centre, services, priorityLaw, now }: IssuingDeps,
  key: RequestKey,
  request: NumberRequest,
): Promise<Result<Issued>> {
  const service = services.find(({ id }) => id === request.service);
  const queue = centre.queues.find(({ id }) => id === request.queue);
  if (!service || !queue) return failed('BACKEND_REFUSED');
  if ((service.identity === 'chip') !== (request.verificationId !== undefined)) return failed('BACKEND_REFUSED');

  return inTransaction<Issued>(database, async (transaction) => {
    const earlier = await claimRequest(transaction, key, sealing.requestMark(request));
    if (earlier) {
      const number = await findNumber(transaction, sealing, earlier);
      if (!number) throw new Error('a settled request has lost its number');
      return ok(
        earlier.sameBody
          ? { kind: 'number', number: { ...number, repeated: earlier.repeated } }
          : { kind: 'other-body' },
      );
    }

    const issuedAt = now();
    const today = serviceDay(issuedAt);
    let verification: Extract<Verification, { service: unknown }> | undefined;
    if (request.verificationId !== undefined) {
      const taken = await takeVerification(transaction, sealing, {
        id: request.verificationId,
        kiosk: key.kiosk,
        now: issuedAt,
      });
      if (!taken) return failed('CHALLENGE_EXPIRED');
      if (taken.identity === 'refused' || taken.service !== request.service) return failed('BACKEND_REFUSED');
      verification = taken;
    }
    // The law names priority for examinations; no rule for other services is known.
    const birthDate = knowsPriority(service) ? verification?.document.birthDate : undefined;
    const proven = birthDate === undefined ? undefined : priorityByAge(priorityLaw, birthDate, today);
    if (!mayAsk(request, service, { eligibility: verification?.eligibility, proven })) return failed('BACKEND_REFUSED');

    const personMark = verification && sealing.personMark(verification.document.personalNumber, request.queue, today);
    const held = personMark && (await findNumber(transaction, sealing, { personMark }));
    if (held) {
      await settleRequest(transaction, key, { ticketToken: held.ticketToken, repeated: true });
      return ok({ kind: 'number', number: { ...held, repeated: true } });
    }

    const serial = await nextSerial(transaction, request.queue, today);
    if (serial === undefined) return failed('QUEUE_CLOSED');
    const number: NumberResponse = {
      number: formatQueueNumber(queue.letter, serial),
      queue: queue.id,
      serviceDay: today,
      place: queue.place,
      queueLabel: queue.label,
      ticketToken: newToken(),
      // What a birth date proves goes before what was declared.
      priority: proven ?? request.priority,
      unverified: verification?.identity === 'unproved' || verification?.eligibility?.status === 'unverified',
      repeated: false,
      issuedAt: new Date(issuedAt).toISOString(),
    };
    await addNumber(transaction, sealing, {
      serial,
      personMark,
      visit: { number, request, ...(verification && { verification }) },
    });
    await settleRequest(transaction, key, { ticketToken: number.ticketToken, repeated: false });
    return ok({ kind: 'number', number });
  });
}
