import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { demonstrationAccount, startPortalSimulator } from '../../src/backend/adapters/bhxh/simulator.ts';
import { createSealing } from '../../src/backend/store/sealing.ts';
import { checkInRequest, kioskOf, newKey, startBackend } from './support/backend.ts';
import { readChip, trustAnchor, trustOfCards, useCards } from './support/cards.ts';
import { databases } from './support/databases.ts';
import { initialise, newSite, runServer } from './support/process.ts';
import { signedIn } from './support/staff.ts';

useCards();

const [marker] = people;

/** As the simulated portal has it. */
const cardNumber = `DN499${marker.personalNumber.slice(-10)}`;

const texts = [
  ...[marker.personalNumber, marker.fullName, marker.mrzName, marker.birthDate, marker.licenceNumber],
  cardNumber,
];

const formsOf = (text: string) => [
  Buffer.from(text),
  Buffer.from(text, 'utf16le'),
  Buffer.from(encodeURIComponent(text)),
  Buffer.from(Buffer.from(text).toString('base64').replace(/=+$/, '').slice(0, -1)),
];

async function contents(directory: string): Promise<Buffer> {
  const files = (await readdir(directory)).filter((name) => name.startsWith('centre.db'));
  expect(files).toContain('centre.db-wal');
  return Buffer.concat(await Promise.all(files.map((name) => readFile(join(directory, name)))));
}

test('a person stands nowhere in the files and the log but sealed', async () => {
  const portal = await startPortalSimulator({ people });
  onTestFinished(() => portal.close());
  const site = await newSite({ portalUrl: portal.url, trustAnchor: trustAnchor() });
  await initialise(site);
  const server = await runServer(site);
  const url = server.url ?? '';
  const kiosk = kioskOf(url);

  const answers = { clinic: 'general', note: marker.licenceNumber };
  const { verificationId } = await kiosk.verified('valid');
  expect(await kiosk.number({ ...checkInRequest(verificationId), answers })).toMatchObject({ status: 201 });
  await kiosk.verified('valid');
  portal.setMode('down');
  await kiosk.verified('valid');
  portal.setMode('garbage');
  await kiosk.verified('valid');
  for (const hostile of [`{"${marker.fullName}"`, `{"service":"${marker.personalNumber}"}`])
    await kiosk.call('POST', '/v1/numbers', hostile, newKey());
  await kiosk.call('GET', `/v1/${marker.personalNumber}?name=${encodeURIComponent(marker.fullName)}`);
  const { dataGroups } = (await readChip('valid', '0'.repeat(16))).evidence;

  const stored = await contents(site.directory);
  const log = Buffer.from(server.output());
  const forms = texts.flatMap(formsOf);
  forms.push(Buffer.from(dataGroups.dg1.slice(0, 64)), Buffer.from(dataGroups.dg1, 'base64').subarray(0, 48));
  for (const form of forms)
    expect([form.toString(), stored.includes(form), log.includes(form)]).toEqual([form.toString(), false, false]);
  expect(log.includes('portal-unanswered')).toBe(true);
  expect(log.includes(demonstrationAccount.passwordMd5)).toBe(false);
  expect(log.includes('token=')).toBe(false);

  // That the search could have found something: the same bytes, opened.
  const database = new SQLite(join(site.directory, 'centre.db'), { readonly: true });
  onTestFinished(() => void database.close());
  const row = database.prepare('SELECT ticket_token, sealed FROM visit').get() as {
    ticket_token: string;
    sealed: Buffer;
  };
  expect(stored.includes(row.sealed.subarray(0, 64))).toBe(true);
  const key = await readFile(join(site.directory, 'sealing.key'));
  const visit = JSON.stringify(createSealing(key).open(`visit ${row.ticket_token}`, row.sealed));
  for (const text of [marker.personalNumber, marker.fullName, marker.birthDate, marker.licenceNumber, cardNumber])
    expect(visit).toContain(text);
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
});

test.each(databases)('%s: no column of any table says who came, nor does a clerk’s check of her', async (on) => {
  const services = { 'insurance-check-in': { servesDeclared: ['citizen-card' as const] } };
  const backend = await startBackend({ on, trust: await trustOfCards(), services });
  const { url, database, portal, log, sealing } = backend;
  const kiosk = kioskOf(url);
  const clerk = await signedIn(backend, 'clerk');
  portal.setMode('error');
  const { verificationId } = await kiosk.verified('valid');
  const answers = { clinic: 'general', note: marker.licenceNumber };
  const { ticketToken } = await kiosk.numberOf({ ...checkInRequest(verificationId), answers });
  portal.setMode('up');
  const check = (body: unknown) => clerk.call('POST', `/v1/visits/${ticketToken}/checks`, body, newKey());
  await clerk.call('GET', '/v1/unverified');
  expect(await check({ check: 'portal' })).toMatchObject({ status: 201 });
  await kiosk.verified('valid');
  const { personalNumber, fullName, birthDate } = marker;
  const declare = () => kiosk.declared({ by: 'citizen-card', personalNumber, fullName, birthDate });
  await kiosk.numberOf(checkInRequest((await declare()).verificationId));
  await declare();

  // Kysely's own list would be of the schemas of other tests too, which come and go.
  const { rows: tables } = await (
    on === 'sqlite'
      ? sql<{ table: string }>`SELECT name AS "table" FROM sqlite_master WHERE type = 'table'`
      : sql<{ table: string }>`SELECT tablename AS "table" FROM pg_tables WHERE schemaname = current_schema()`
  ).execute(database);
  const columns: [string, Buffer][] = [];
  for (const { table } of tables) {
    const { rows } = await sql<Record<string, unknown>>`SELECT * FROM ${sql.table(table)}`.execute(database);
    for (const row of rows)
      for (const [column, value] of Object.entries(row))
        columns.push([`${table}.${column}`, Buffer.isBuffer(value) ? value : Buffer.from(String(value))]);
  }
  columns.push(['log', Buffer.from(JSON.stringify(log))]);
  const forms = [...texts, 'HƯỜNG'].flatMap(formsOf);
  for (const [column, value] of columns)
    if (forms.some((form) => value.includes(form))) expect.fail(`${column} says who came`);

  // That there was something to find.
  expect(columns.map(([column]) => column)).toContain('answered_request.sealed');
  for (const column of ['last_clinic.person_mark', 'visit.declared_mark'])
    expect(columns.map(([name]) => name)).toContain(column);
  const [visit] = await database.selectFrom('visit').selectAll().where('ticket_token', '=', ticketToken).execute();
  const opened = JSON.stringify(sealing.open(`visit ${ticketToken}`, visit?.sealed ?? Buffer.alloc(0)));
  for (const text of [marker.personalNumber, marker.fullName, '"checks":', cardNumber]) expect(opened).toContain(text);
});
