import { failed, ok, type Result } from '../../contract/result.ts';
import { pauseAfter } from '../../contract/wrong-tries.ts';
import { inTransaction, type Transaction } from '../store/database.ts';
import { countTry, forgetOldTries, forgetTries, lockUntil, uncountTry, wasOpened } from '../store/wrong-tries.ts';
import type { StaffDeps } from './require-staff.ts';

const minute = 60_000;

/** After so many wrong tries the next one waits: the first pause, doubling up to the longest. */
const pause = { first: 15_000, longest: 15 * minute };
/** From where somebody signed in within this, nobody's wrong tries but those for her own name there lock her out. */
const rememberedFor = 90 * 86_400_000;

/**
 * How many wrong tries need no pause, and how often one of them is forgotten: so often may whoever goes on for ever guess. An
 * address may be many desks behind one router.
 */
const allowed = {
  place: { free: 5, forgottenEvery: 10 * minute },
  account: { free: 20, forgottenEvery: 5 * minute },
  address: { free: 50, forgottenEvery: 2 * minute },
};

interface Counted {
  mark: Buffer;
  free: number;
  forgottenEvery: number;
}

export interface SignInTry {
  /** It was wrong: what it locked stays so. */
  readonly locks: boolean;
  /** It was right. */
  settle(transaction: Transaction, at: number): Promise<void>;
  /** Nobody looked whether it was right. */
  withdraw(transaction: Transaction, at: number): Promise<void>;
}

/**
 * Counts a try to sign in, before the password is looked at, by the account at this address; where it was not opened from here
 * lately, also by the address, and by the account at all such addresses. So guessing is slow from everywhere, who knows a colleague's
 * name can lock her account nowhere but at his own desk, and strangers behind the same router lock out nobody who works there. Names
 * that nobody has are counted alike.
 *
 * Errors: SIGN_IN_LOCKED.
 */
export async function trySignIn({ database, sealing, now }: StaffDeps, staff: string, address: string) {
  const at = now();
  const place: Counted = { mark: sealing.secretMark(`sign-in ${staff} at ${address}`), ...allowed.place };
  const elsewhere: Counted = { mark: sealing.secretMark(`sign-in ${staff}`), ...allowed.account };
  const from: Counted = { mark: sealing.secretMark(`sign-in at ${address}`), ...allowed.address };

  return inTransaction(database, async (transaction): Promise<Result<SignInTry>> => {
    const isKnown = await wasOpened(transaction, place.mark, at - rememberedFor);
    const others = isKnown ? [] : [from, elsewhere];
    let locks = false;
    for (const counted of [...others, place]) {
      const pausing = await count(transaction, counted, at);
      if (pausing === undefined) return failed('SIGN_IN_LOCKED');
      locks ||= pausing > 0;
    }
    return ok({
      locks,
      settle: async (settling, openedAt) => {
        await uncount(settling, others, openedAt);
        await forgetTries(settling, place.mark, openedAt);
      },
      withdraw: (withdrawing, withdrawnAt) => uncount(withdrawing, [...others, place], withdrawnAt),
    });
  });
}

/** @returns the pause that follows if it was wrong; undefined where one is going on */
async function count(
  transaction: Transaction,
  { mark, free, forgottenEvery }: Counted,
  at: number,
): Promise<number | undefined> {
  const failures = await countTry(transaction, mark, at, forgottenEvery);
  if (failures === undefined) return undefined;
  const pausing = pauseAfter(failures - free, pause);
  if (pausing > 0) await lockUntil(transaction, mark, at + pausing);
  return pausing;
}

async function uncount(transaction: Transaction, all: readonly Counted[], at: number): Promise<void> {
  for (const { mark, forgottenEvery } of all) await uncountTry(transaction, mark, at, forgottenEvery);
}

/**
 * Counts a wrong enrolment code, by where it came from.
 * @returns false where a pause is going on
 */
export async function countWrongCode(
  transaction: Transaction,
  { sealing, now }: Pick<StaffDeps, 'sealing' | 'now'>,
  address: string,
): Promise<boolean> {
  const counted: Counted = { mark: sealing.secretMark(`enrolment at ${address}`), ...allowed.place };
  return (await count(transaction, counted, now())) !== undefined;
}

export const forgetTriesOf = ({ database, now }: StaffDeps): Promise<void> =>
  forgetOldTries(database, now(), now() - rememberedFor);
