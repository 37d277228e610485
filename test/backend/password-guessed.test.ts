import { expect, onTestFinished, test } from 'vitest';
import { createPasswords } from '../../src/backend/staff/passwords.ts';
import { changePassword, signIn, type SignInDeps } from '../../src/backend/staff/sign-in.ts';
import { forgetTriesOf, trySignIn } from '../../src/backend/staff/tries.ts';
import { createDatabase, openDatabase, transact } from '../../src/backend/store/database.ts';
import { createSealing } from '../../src/backend/store/sealing.ts';
import { addStaff } from '../../src/backend/store/staff.ts';
import { usualLimits } from '../../src/backend/limits.ts';
import { scryptHash, scryptOfNothing } from '../../src/scrypt.ts';
import { isFull } from '../support/repetitions.ts';
import { startBackend } from './support/backend.ts';
import { databases, emptyLocation, type DatabaseKind } from './support/databases.ts';
import { pageOf } from './support/staff.ts';

const password = 'mật khẩu của Lan 7';
const hash = await scryptHash(password);

async function withStaff(on: DatabaseKind) {
  const backend = await startBackend({ on, limits: { ...usualLimits, routes: {} } });
  const { database, sealing } = backend;
  await transact(database, (transaction) =>
    addStaff(transaction, sealing, {
      staff: 'lan.nt',
      name: 'Nguyễn Thị Lan',
      role: 'clerk',
      password: hash,
      passwordOnce: false,
    }),
  );
  /** As a proxy on this machine tells from where somebody asks. */
  const signIn = async (given: { staff?: string; password?: string; from?: string; host?: string } = {}) => {
    const response = await fetch(`${backend.url}/v1/staff-sessions`, {
      method: 'POST',
      headers: {
        ...pageOf(backend.url).headers,
        'content-type': 'application/json',
        'x-forwarded-for': given.from ?? '10.0.0.1',
        ...(given.host !== undefined && { 'x-forwarded-host': given.host }),
      },
      body: JSON.stringify({ staff: given.staff ?? 'lan.nt', password: given.password ?? password }),
    });
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, body, cookie: response.headers.get('set-cookie') };
  };
  const wrong = (from?: string, staff?: string) =>
    signIn({ password: 'sai rồi sai rồi', ...(from && { from }), ...(staff && { staff }) });
  return { ...backend, signIn, wrong };
}

const statuses = (replies: { status: number }[]) => replies.map(({ status }) => status);

async function times<T>(count: number, ask: (index: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (let asked = 0; asked < count; asked += 1) answers.push(await ask(asked));
  return answers;
}

test.each(databases)(
  '%s: whoever knows the password is let in, in whichever way her keyboard composes it',
  async (on) => {
    const { signIn } = await withStaff(on);
    const { status, body, cookie } = await signIn({ password: password.normalize('NFD') });
    expect(status).toBe(201);
    expect(body).toMatchObject({ staff: 'lan.nt', name: 'Nguyễn Thị Lan', role: 'clerk', passwordOnce: false });
    expect(cookie).toMatch(/^tram-staff=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict$/);
  },
);

test('the cookie is for https only, unless the page comes from this machine', async () => {
  const { signIn } = await withStaff('sqlite');
  const { cookie } = await signIn({ host: 'tram.example.vn' });
  expect(cookie).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
});

test.each(databases)('%s: after five wrong passwords the right one must wait too', async (on) => {
  const { signIn, wrong, clock } = await withStaff(on);
  expect(statuses(await times(6, () => wrong()))).toEqual([401, 401, 401, 401, 401, 429]);
  expect(await signIn()).toMatchObject({ status: 429, body: { code: 'SIGN_IN_LOCKED' } });
  clock.now += 15_000;
  expect(await signIn()).toMatchObject({ status: 201 });
});

/** The tries alone, without passwords. */
async function counting(on: DatabaseKind) {
  const location = await emptyLocation(on);
  const sealing = createSealing(Buffer.alloc(32, 7));
  await createDatabase(location, sealing);
  const clock = { now: Date.now() };
  const open = async () => {
    const database = await openDatabase(location, sealing);
    onTestFinished(() => database.destroy());
    const tried = async (staff: string, from: string, right: boolean) => {
      const counted = await trySignIn({ database, sealing, now: () => clock.now }, staff, from);
      if (!counted.ok) return 'locked';
      if (right) await transact(database, (transaction) => counted.value.settle(transaction, clock.now));
      return right ? 'in' : 'wrong';
    };
    return {
      wrong: (from: string, staff = 'lan.nt') => tried(staff, from, false),
      right: (from: string, staff = 'lan.nt') => tried(staff, from, true),
      forget: () => forgetTriesOf({ database, sealing, now: () => clock.now }),
      database,
    };
  };
  return { ...(await open()), clock, open };
}

const so = <T>(count: number, each: T): T[] => Array.from({ length: count }, () => each);

test.each(databases)('%s: wrong tries must wait longer and longer, also after a restart', async (on) => {
  const { wrong, clock, open, database } = await counting(on);
  const here = '10.0.0.1';
  expect(await times(6, () => wrong(here))).toEqual([...so(5, 'wrong'), 'locked']);
  clock.now += 14_999;
  expect(await wrong(here)).toBe('locked');
  clock.now += 1;
  expect(await times(2, () => wrong(here))).toEqual(['wrong', 'locked']);
  clock.now += 29_999;
  await database.destroy();
  const again = await open();
  expect(await again.wrong(here)).toBe('locked');
  clock.now += 1;
  expect(await again.right(here)).toBe('in');
  expect(await times(6, () => again.wrong(here))).toEqual([...so(5, 'wrong'), 'locked']);
  for (const seconds of [15, 30, 60, 120, 240, 480]) {
    clock.now += seconds * 1_000 - 1;
    expect(await again.wrong(here)).toBe('locked');
    clock.now += 1;
    expect(await again.wrong(here)).toBe('wrong');
  }
  // Ten minutes after each, nothing is left of them.
  clock.now += 2 * 3_600_000;
  expect(await times(6, () => again.wrong(here))).toEqual([...so(5, 'wrong'), 'locked']);
});

test.each(databases)('%s: thirty tries at once are no more than five', async (on) => {
  const { wrong } = await counting(on);
  const answers = await Promise.all(Array.from({ length: 30 }, () => wrong('10.0.0.1')));
  expect(answers.toSorted()).toEqual([...so(25, 'locked'), ...so(5, 'wrong')]);
});

test.each(databases)('%s: who knows a name locks its owner out nowhere but at his own address', async (on) => {
  const { wrong, right, clock, forget } = await counting(on);
  expect(await right('10.0.0.1')).toBe('in');
  // Twenty tries from anywhere, and the name is closed to places that it does not know.
  expect(await times(24, (index) => wrong(`10.9.0.${index}`))).toEqual([...so(20, 'wrong'), ...so(4, 'locked')]);
  expect(await right('10.7.7.7')).toBe('locked');
  expect(await right('10.0.0.1')).toBe('in');
  // Her own slip at her own desk counts there alone.
  expect(await wrong('10.0.0.1')).toBe('wrong');
  expect(await right('10.0.0.1')).toBe('in');
  clock.now += 89 * 86_400_000;
  await forget();
  await times(24, (index) => wrong(`10.9.0.${index}`));
  expect(await right('10.0.0.1')).toBe('in');
});

test.each(databases)('%s: one address that tries many names is slowed down, whatever the names', async (on) => {
  const { wrong, right, clock } = await counting(on);
  const thief = '10.6.6.6';
  expect(await times(52, (index) => wrong(thief, `name-${index}`))).toEqual([...so(50, 'wrong'), ...so(2, 'locked')]);
  expect(await right('10.0.0.1')).toBe('in');
  // An account of his own buys him no more than one try, once: from then on it counts apart.
  expect(await right(thief, 'his.own')).toBe('locked');
  clock.now += 15_000;
  expect(await right(thief, 'his.own')).toBe('in');
  for (let pauses = 0; pauses < 3; pauses += 1) {
    expect(await times(2, () => wrong(thief, `somebody-${pauses}`))).toEqual(['wrong', 'locked']);
    expect(await right(thief, 'his.own')).toBe('in');
    expect(await wrong(thief, `somebody-${pauses}`)).toBe('locked');
    clock.now += 30_000 * 2 ** pauses;
  }
});

test.each(databases)('%s: strangers behind the same router lock out nobody who works there', async (on) => {
  const { wrong, right } = await counting(on);
  const router = '10.0.0.1';
  expect(await right(router)).toBe('in');
  await times(60, (index) => wrong(router, `name-${index}`));
  expect(await wrong(router, 'somebody.new')).toBe('locked');
  // A slip of hers, too.
  expect([await wrong(router), await right(router)]).toEqual(['wrong', 'in']);
});

test.each(databases)(
  '%s: a busy address is forgiven too: a hundred slips in a working day lock nobody out',
  async (on) => {
    const { wrong, clock } = await counting(on);
    for (let slips = 0; slips < 100; slips += 1) {
      expect(await wrong('10.0.0.1', `name-${slips}`)).toBe('wrong');
      clock.now += 4.8 * 60_000;
    }
  },
);

test.each(databases)('%s: who goes on for ever guesses once in ten minutes', async (on) => {
  const { wrong, clock } = await counting(on);
  const hours = isFull ? 48 : 6;
  const guesses = await times(12 * hours, () => {
    clock.now += 5 * 60_000;
    return wrong('10.6.6.6');
  });
  expect(guesses.filter((answer) => answer === 'wrong').length).toBeLessThanOrEqual(6 * hours + 10);
});

test.each(databases)('%s: a try that nobody had time to look at is not counted', async (on) => {
  const { database, sealing, clock } = await withStaff(on);
  const busy: SignInDeps['passwords'] = { hash: () => Promise.resolve('busy'), matches: () => Promise.resolve('busy') };
  const deps = { database, sealing, now: () => clock.now };
  const from = '10.0.0.1';
  const refusals = await times(10, () => signIn({ ...deps, passwords: busy }, { staff: 'lan.nt', password }, from));
  expect(refusals).toEqual(so(10, { ok: false, code: 'TOO_MANY_REQUESTS' }));
  const session = await signIn({ ...deps, passwords: createPasswords() }, { staff: 'lan.nt', password }, from);
  if (!session.ok) throw new Error(session.code);

  const passwords = { ...busy, matches: () => Promise.resolve(true) };
  const change = { current: password, password: 'một mật khẩu khác 8' };
  const changes = await times(10, () => changePassword({ ...deps, passwords }, session.value, change, from));
  expect(changes).toEqual(so(10, { ok: false, code: 'TOO_MANY_REQUESTS' }));
});

test.each(databases)('%s: tries are forgotten, and where an account was opened is not', async (on) => {
  const { wrong, right, clock, forget, database } = await counting(on);
  await right('10.0.0.1');
  await wrong('10.0.0.2');
  const kept = async () => (await database.selectFrom('wrong_try').select('mark').execute()).length;
  expect(await kept()).toBe(5);
  clock.now += 10 * 60_000;
  await forget();
  expect(await kept()).toBe(1);
  clock.now += 90 * 86_400_000;
  await forget();
  expect(await kept()).toBe(0);
});

test.each(databases)('%s: a name that nobody has is refused like a wrong password, after the same work', async (on) => {
  const { signIn, wrong, database } = await withStaff(on);
  await database.updateTable('staff').set({ disabled_at: 1 }).where('staff', '=', 'lan.nt').execute();
  const [unknown, known, disabled] = [await wrong('10.0.0.2', 'nobody.here'), await wrong('10.0.0.3'), await signIn()];
  expect([known, disabled]).toEqual([unknown, unknown]);
  expect(unknown).toEqual({
    status: 401,
    body: { type: 'about:blank', title: 'Unauthorized', status: 401, code: 'SIGN_IN_REFUSED' },
    cookie: null,
  });
  const costs = (stored: string) => stored.split('$').map((part, index) => (index < 4 ? part : part.length));
  expect(costs(scryptOfNothing())).toEqual(costs(hash));
});

test('what was typed is kept nowhere: neither passwords nor names that nobody has', async () => {
  const { signIn, wrong, database, log } = await withStaff('sqlite');
  await wrong('10.0.0.2', 'typed.into.the.wrong.field');
  await signIn();
  const tables = ['staff', 'staff_session', 'wrong_try', 'audit_record'] as const;
  const all = await Promise.all(tables.map((table) => database.selectFrom(table).selectAll().execute()));
  const bytes = all
    .flat()
    .flatMap((row) => Object.values(row).map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(String(value)))));
  const kept = Buffer.concat(bytes).toString('latin1') + JSON.stringify(log);
  for (const secret of [password, 'sai rồi', 'typed.into', 'Lan', '10.0.0'])
    expect([secret, kept.includes(Buffer.from(secret).toString('latin1'))]).toEqual([secret, false]);
  expect(await database.selectFrom('audit_record').select(['actor', 'action', 'subject', 'outcome']).execute()).toEqual(
    [
      { actor: 'nobody', action: 'sign-in', subject: 'nobody', outcome: 'refused' },
      { actor: 'lan.nt', action: 'sign-in', subject: 'lan.nt', outcome: 'done' },
    ],
  );
});

test('a flood of passwords waits in a short line, and the rest is turned away', async () => {
  const passwords = createPasswords();
  // As from a time when this cost next to nothing: how long one takes is not asked here.
  const stored = scryptOfNothing().replace(/^scrypt\$\d+/, 'scrypt$2');
  const answers = await Promise.all(Array.from({ length: 40 }, () => passwords.matches('x', stored)));
  expect(answers.filter((answer) => answer === 'busy')).toHaveLength(6);
  expect(answers.filter((answer) => answer === false)).toHaveLength(34);
  expect(await passwords.matches('x', stored)).toBe(false);
});
