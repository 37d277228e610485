import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { createTrustStore, isTrustFile, type TrustStore } from '../../drivers/emrtd/index.ts';
import { readCatalogue } from '../contract/catalogue.ts';
import { priorityLawSchema } from '../contract/priority.ts';
import { formatQueueNumber } from '../contract/queue.ts';
import { centreSchema } from '../contract/services.ts';
import { kioskIdSchema, staffIdSchema } from '../contract/staff.ts';
import { z } from '../contract/zod.ts';
import { bhxhPortal } from './adapters/bhxh/client.ts';
import { bearerTokenSchema, licenceRegister } from './adapters/licence/client.ts';
import { readConfig, readJson, type BackendConfig } from './config.ts';
import { startFeed } from './events/feed.ts';
import { makeEnrolmentCode } from './enrolment/enrol.ts';
import { noPortal } from './eligibility/eligibility.ts';
import { freeBytesAt } from './health.ts';
import { errorEntry, type Log } from './log.ts';
import { callingRulesSchema } from './order/rule.ts';
import { beginAfterRestore } from './queues/restored.ts';
import { buildServer } from './server.ts';
import { addAdministrator } from './staff/accounts.ts';
import type { StaffDeps } from './staff/require-staff.ts';
import { findAdmitted } from './store/admissions.ts';
import { createDatabase, migrateDatabase, openDatabase, transact, type DatabaseLocation } from './store/database.ts';
import { createSealing, sealingKeyBytes } from './store/sealing.ts';

const log: Log = (entry) => process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);

/** Makes what only the first set-up may make: the sealing key and the database that belongs to it. Overwrites neither. */
async function initialise(config: BackendConfig): Promise<void> {
  if (!existsSync(config.sealingKeyFile)) {
    if ('file' in location && existsSync(location.file))
      throw new Error('the database is there, but its sealing key is not');
    const file = openSync(config.sealingKeyFile, 'wx', 0o600);
    writeSync(file, randomBytes(sealingKeyBytes));
    fsyncSync(file);
    closeSync(file);
  }
  await createDatabase(location, createSealing(readFileSync(config.sealingKeyFile)));
}

/** A whole copy of a SQLite database, made while the server runs; PostgreSQL has `pg_dump`. */
async function backUp(config: BackendConfig, file: string): Promise<void> {
  if ('url' in location) throw new Error('--backup is for SQLite: PostgreSQL has pg_dump');
  if (existsSync(file)) throw new Error(`${file} is there already`);
  const database = await openDatabase(location, createSealing(readFileSync(config.sealingKeyFile)));
  await sql`VACUUM INTO ${file}`.execute(database);
  await database.destroy();
  const copy = openSync(file, 'r+');
  fsyncSync(copy);
  closeSync(copy);
}

const skipNeeded =
  'Chưa bỏ qua số nào: bản sao này cũ, không đoán được mỗi hàng đã cấp bao nhiêu số từ khi sao lưu. Hãy xem số lớn nhất hôm nay trên ' +
  'phiếu của từng hàng ở sảnh, rồi chạy lại với --skip SỐ: không ít hơn lượng số mà hàng đông nhất đã cấp từ khi sao lưu; nếu không ' +
  'biết thì lấy số lớn nhất trên phiếu. Hôm nay chưa cấp số nào thì --skip 0.\n' +
  'Nothing was passed over yet: this copy is old, and how many numbers each queue gave since it was made cannot be guessed. Look at ' +
  "today's highest number on paper of each queue in the hall, and run this again with --skip NUMBERS: no fewer than the busiest queue " +
  'gave since the copy was made; where you do not know, the highest number on paper. Where none was given today: --skip 0.\n';

/** An operator says that this database was restored from a copy. */
async function restored(config: BackendConfig, skip: string | undefined): Promise<void> {
  const centre = readJson(join(config.resourcesDirectory, 'centre.json'), centreSchema);
  const numbers = skip === undefined ? undefined : z.coerce.number().int().min(0).max(999).parse(skip);
  const database = await openDatabase(location, createSealing(readFileSync(config.sealingKeyFile)));
  const gaps = await beginAfterRestore({ database, centre, now: Date.now }, numbers);
  if (gaps === 'skip-needed') {
    await database.destroy();
    process.stdout.write(skipNeeded);
    process.exitCode = 1;
    return;
  }
  const { kiosks, accounts } = await findAdmitted(database);
  await database.destroy();
  for (const { letter, first, last } of gaps) {
    const range = `${formatQueueNumber(letter, first)}–${formatQueueNumber(letter, last)}`;
    process.stdout.write(`Bỏ qua / Passed over: ${range}\n`);
  }
  const named = accounts.map(({ staff, role }) => `${staff} (${role})`);
  process.stdout.write(
    `Máy đang đăng ký / Enrolled kiosks: ${kiosks.join(', ')}\n` +
      `Tài khoản đang dùng / Active accounts: ${named.join(', ')}\n` +
      'Hãy so với danh sách của bệnh viện: máy đã thu hồi hoặc tài khoản đã khóa sau khi sao lưu nay dùng lại được, phải thu hồi ' +
      'hoặc khóa lại. Mọi phiên đăng nhập và mã đăng ký đều đã kết thúc.\n' +
      "Compare them with the hospital's own list: a kiosk revoked or an account shut since the copy was made is let in again and must " +
      'be revoked or shut again. All sessions and enrolment codes have ended.\n',
  );
}

/** The first administrator; her password is shown once, to whoever may run commands here. */
async function administrator(config: BackendConfig, name: string): Promise<void> {
  const staff = staffIdSchema.parse(name);
  const password = await onDatabase(config, (deps) => addAdministrator(deps, staff));
  if (password === undefined) throw new Error(`there is an account ${staff} already`);
  process.stdout.write(`Mật khẩu dùng một lần / One-time password: ${password}\n`);
}

/** What an administrator or a technician may also make on the staff's pages. */
async function enrolmentCode(config: BackendConfig, name: string): Promise<void> {
  const kiosk = kioskIdSchema.parse(name);
  const { code } = await onDatabase(config, (deps) =>
    transact(deps.database, (transaction) => makeEnrolmentCode(deps, transaction, 'command-line', kiosk)),
  );
  process.stdout.write(`Mã đăng ký, 10 phút / Enrolment code, 10 minutes: ${code}\n`);
}

async function onDatabase<T>(config: BackendConfig, work: (deps: StaffDeps) => Promise<T>): Promise<T> {
  const sealing = createSealing(readFileSync(config.sealingKeyFile));
  const database = await openDatabase(location, sealing);
  try {
    return await work({ database, sealing, now: Date.now });
  } finally {
    await database.destroy();
  }
}

function readTrustStore(directory: string): TrustStore {
  const names = readdirSync(directory).filter(isTrustFile);
  return createTrustStore(names.map((name) => ({ name, bytes: readFileSync(join(directory, name)) })));
}

/** @throws where the file holds no token, without quoting it */
function readToken(file: string): string {
  const token = bearerTokenSchema.safeParse(readFileSync(file, 'utf8').trim());
  if (!token.success) throw new Error(`${file} holds no bearer token`);
  return token.data;
}

async function serve(config: BackendConfig): Promise<void> {
  const resource = (...path: string[]) => join(config.resourcesDirectory, ...path);
  const sealing = createSealing(readFileSync(config.sealingKeyFile));
  await migrateDatabase(location);
  const database = await openDatabase(location, sealing, (error) => {
    log(errorEntry('database-broken', error));
    process.exit(1);
  });
  const now = () => Date.now();
  const feed = await startFeed({ database, location, now, log });

  const catalogue = readCatalogue((file, schema) => readJson(resource(file), schema));
  const asking = catalogue.services.find(({ eligibility }) => eligibility === 'health-insurance');
  if (asking && !config.portal)
    throw new Error(`services/${asking.id}.json asks the insurance portal: name it in the settings`);

  const server = buildServer({
    database,
    sealing,
    feed,
    freeBytes: freeBytesAt(location),
    trust: readTrustStore(config.trustDirectory),
    ...catalogue,
    priorityLaw: readJson(resource('rules', 'priority.json'), priorityLawSchema),
    callingRules: readJson(resource('rules', 'calling.json'), callingRulesSchema),
    portal: config.portal ? bhxhPortal(config.portal, now, log) : noPortal,
    licenceRegister:
      config.licenceRegister &&
      licenceRegister(config.licenceRegister, readToken(config.licenceRegister.tokenFile), now, log),
    fhir: config.fhir,
    pagesDirectory: config.pagesDirectory,
    proxies: config.proxies,
    ...(config.visitsKeptDays !== undefined && { visitsKeptDays: config.visitsKeptDays }),
    ...(config.lastClinicKeptDays !== undefined && { lastClinicKeptDays: config.lastClinicKeptDays }),
    now,
    log,
  });
  server.addHook('onClose', async () => {
    await feed.close();
    await database.destroy();
  });

  const stop = () => {
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log(errorEntry('stop-failed', error));
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  await server.listen(config.listen);
  const { port } = server.server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ event: 'listening', port })}\n`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    init: { type: 'boolean' },
    restored: { type: 'boolean' },
    skip: { type: 'string' },
    backup: { type: 'string' },
    administrator: { type: 'string' },
    'enrolment-code': { type: 'string' },
  },
});
const [configFile] = positionals;
if (configFile === undefined)
  throw new Error(
    'usage: main.ts [--init | --administrator NAME | --enrolment-code KIOSK | --backup FILE | --restored [--skip NUMBERS]] CONFIG.json',
  );
const config = readConfig(configFile);
const url = process.env.DATABASE_URL;
const location: DatabaseLocation = url ? { url } : { file: config.databaseFile };
if (values.init) await initialise(config);
else if (values.backup !== undefined) await backUp(config, values.backup);
else if (values.restored) await restored(config, values.skip);
else if (values.administrator !== undefined) await administrator(config, values.administrator);
else if (values['enrolment-code'] !== undefined) await enrolmentCode(config, values['enrolment-code']);
else await serve(config);
