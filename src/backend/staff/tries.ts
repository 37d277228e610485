import { failed, ok, type Result } from '../../contract/result.ts';
import { inTransaction, type Transaction } from '../store/database.ts';
import { countTry, forgetOldTries, forgetTries, lockUntil, uncountTry, wasOpened } from '../store/wrong-tries.ts';
import type { StaffDeps } from './require-staff.ts';

/** After so many wrong tries in a row the next one waits: the first pause, doubling up to the longest. */
const pause = { first: 15_000, longest: 15 * 60_000 };
const forgottenAfter = 60 * 60_000;
/** From where somebody signed in within this, wrong tries elsewhere do not lock her out. */
const rememberedFor = 90 * 86_400_000;

/** Wrong tries in a row without a pause. An address may be many desks behind one router. */
const free = { place: 5, account: 20, address: 50 };

interface Counted {
  mark: Buffer;
  free: number;
}

export interface SignInTry {
  /** It was wrong: what it locked stays so. */
  readonly locks: boolean;
  /** It was right. */
  settle(transaction: Transaction, at: number): Promise<void>;
}

/**
 * Counts a try to sign in, before the password is looked at, in three places: the account at this address, the address, and the
 * account at all addresses from which it was not opened lately. So guessing is slow from everywhere, and who knows a colleague's
 * name can lock her account nowhere but at his own desk. Names that nobody has are counted alike.
 *
 * Errors: SIGN_IN_LOCKED.
 */
export async function trySignIn({ database, sealing, now }: StaffDeps, staff: string, address: string) {
  const at = now();
  const place: Counted = { mark: sealing.secretMark(`sign-in ${staff} at ${address}`), free: free.place };
  const elsewhere: Counted = { mark: sealing.secretMark(`sign-in ${staff}`), free: free.account };
  const from: Counted = { mark: sealing.secretMark(`sign-in at ${address}`), free: free.address };

  return inTransaction(database, async (transaction): Promise<Result<SignInTry>> => {
    const isKnown = await wasOpened(transaction, place.mark, at - rememberedFor);
    const others = isKnown ? [from] : [from, elsewhere];
    let locks = false;
    for (const counted of [...others, place]) {
      const pausing = await count(transaction, counted, at);
      if (pausing === undefined) return failed('SIGN_IN_LOCKED');
      locks ||= pausing > 0;
    }
    return ok({
      locks,
      settle: async (settling, openedAt) => {
        for (const { mark } of others) await uncountTry(settling, mark, openedAt);
        await forgetTries(settling, place.mark, openedAt);
      },
    });
  });
}

/** @returns the pause that follows if it was wrong; undefined where one is going on */
async function count(transaction: Transaction, { mark, free }: Counted, at: number): Promise<number | undefined> {
  const failures = await countTry(transaction, mark, at, forgottenAfter);
  if (failures === undefined) return undefined;
  const pausing = pauseAfter(failures - free);
  if (pausing > 0) await lockUntil(transaction, mark, at + pausing);
  return pausing;
}

/** Milliseconds. */
export const pauseAfter = (tooMany: number): number =>
  tooMany < 0 ? 0 : Math.min(pause.first * 2 ** tooMany, pause.longest);

/** A try with an enrolment code, by where it came from. */
export async function tryCode({ database, sealing, now }: StaffDeps, address: string) {
  const counted: Counted = { mark: sealing.secretMark(`enrolment at ${address}`), free: free.place };
  return inTransaction(database, async (transaction): Promise<Result<Pick<SignInTry, 'settle'>>> => {
    if ((await count(transaction, counted, now())) === undefined) return failed('TOO_MANY_REQUESTS');
    return ok({ settle: (settling, at) => uncountTry(settling, counted.mark, at) });
  });
}

export const forgetTriesOf = ({ database, now }: StaffDeps): Promise<void> =>
  forgetOldTries(database, now() - forgottenAfter, now() - rememberedFor);
