import { serviceDay } from '../../contract/queue.ts';
import { findAppointments } from '../store/appointments.ts';
import type { Transaction } from '../store/database.ts';
import { useNonces } from '../store/kiosks.ts';
import { findAnswered } from '../store/requests.ts';
import type { Sealing } from '../store/sealing.ts';
import { findVerifications } from '../store/verifications.ts';
import { findHeld, findVisits } from '../store/visits.ts';
import { isSigned, markOf } from '../verification/checked-person.ts';
import { keyOf, type AnsweredBefore, type Asked, type Known } from './decide.ts';

/** Reads what a batch of requests depends on, in a few statements for all of them. */
export async function readKnown(
  transaction: Transaction,
  sealing: Sealing,
  asked: readonly Asked[],
  replays: ReadonlySet<Asked>,
  at: number,
): Promise<Known> {
  const today = serviceDay(at);
  const verifications = await findVerifications(
    transaction,
    sealing,
    asked.flatMap(({ request }) => request.verificationId ?? []),
    at,
  );
  const people = verifications.flatMap(({ verification }) => (verification.identity === 'refused' ? [] : verification));
  const held = await findHeld(
    transaction,
    sealing,
    people.filter(isSigned).map((person) => markOf(sealing, person, person.service, today)),
  );
  return {
    replays,
    answered: await readAnswered(transaction, sealing, asked),
    verifications: new Map(verifications.map((stored) => [stored.id, stored])),
    held: new Map(held.map(({ personMark, number }) => [personMark.toString('hex'), number])),
    appointments: await findAppointments(transaction, today, {
      codes: asked.flatMap(({ request }) => request.appointment ?? []),
      personMarks: people.map((person) => markOf(sealing, person, 'appointment', today)),
    }),
  };
}

/** Keeps the nonces of the others. */
export async function replaysAmong(transaction: Transaction, asked: readonly Asked[]): Promise<ReadonlySet<Asked>> {
  const signed = asked.flatMap((one) => (one.nonce ? [{ one, nonce: one.nonce }] : []));
  const areNew = await useNonces(
    transaction,
    signed.map(({ nonce }) => nonce),
  );
  return new Set(signed.flatMap(({ one }, index) => (areNew[index] === true ? [] : one)));
}

async function readAnswered(
  transaction: Transaction,
  sealing: Sealing,
  asked: readonly Asked[],
): Promise<Known['answered']> {
  const answered = await findAnswered(
    transaction,
    asked.map(({ key }) => key),
  );
  const visits = await findVisits(
    transaction,
    sealing,
    answered.flatMap(({ ticketToken }) => ticketToken ?? []),
  );
  const numbers = new Map(visits.map(({ number }) => [number.ticketToken, number]));
  return new Map(
    answered.map(({ unheard, requestMark, repeated, ticketToken, ...key }): [string, AnsweredBefore] => {
      if (unheard) return [keyOf(key), 'unheard'];
      const number = numbers.get(ticketToken ?? '');
      if (!number) throw new Error('an answered request has lost its number');
      return [keyOf(key), { requestMark, number, repeated }];
    }),
  );
}
