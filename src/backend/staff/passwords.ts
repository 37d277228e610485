import { scryptHash, scryptMatches, scryptOfNothing } from '../../scrypt.ts';

/** Each derivation takes a thread of Node's four and 16 MiB. */
const mostAtOnce = 2;
const mostWaiting = 32;

/** The passwords of one server's accounts, a few at a time, so that a flood of them leaves it room for patients. */
export function createPasswords() {
  const nobodys = scryptOfNothing();
  let underWay = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T | 'busy'> {
    if (waiting.length >= mostWaiting) return 'busy';
    if (underWay >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else underWay += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else underWay -= 1;
    }
  }

  return {
    hash: (password: string) => inTurn(() => scryptHash(password)),
    /** @param stored undefined for an account that does not exist, which takes as long */
    matches: (password: string, stored: string | undefined) => inTurn(() => scryptMatches(password, stored ?? nobodys)),
  };
}
export type Passwords = ReturnType<typeof createPasswords>;
