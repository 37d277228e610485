import { cp, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kioskOf, resources, ticketRequest } from './support/backend.ts';
import { initialise as setUp, newSite, runServer, type Site } from './support/process.ts';

/** Servers are started one after the other. */
const patience = { timeout: 120_000 };

const initialise = async (site: Site) => (await runServer(site, { args: ['--init'] })).closed;

async function refusal(site: Site): Promise<string> {
  const server = await runServer(site);
  expect(server.url).toBeUndefined();
  expect(await server.closed).toMatchObject({ code: 1 });
  return server.output();
}

test(
  'without its sealing key or its database, or with those of two sites, it does not start and makes none',
  patience,
  async () => {
    const site = await newSite();
    const [key, database] = [join(site.directory, 'sealing.key'), join(site.directory, 'centre.db')];
    expect(await refusal(site)).toContain('sealing.key');

    await initialise(site);
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    const written = await readFile(key);
    expect(written).toHaveLength(32);

    await rename(database, `${database}.away`);
    expect(await refusal(site)).toContain('unable to open database file');
    await rename(`${database}.away`, database);

    await writeFile(key, Buffer.alloc(32, 1));
    expect(await refusal(site)).toContain('unable to authenticate data');
    await rename(key, `${key}.away`);
    expect(await refusal(site)).toContain('sealing.key');
    expect(await initialise(site)).toMatchObject({ code: 1 });
  },
);

test('a second set-up keeps key, database and numbers', patience, async () => {
  const site = await newSite();
  await setUp(site);
  const key = await readFile(join(site.directory, 'sealing.key'));
  const server = await runServer(site);
  expect(await kioskOf(server.url ?? '').numberOf(ticketRequest())).toMatchObject({ number: 'K001' });
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });

  expect(await initialise(site)).toMatchObject({ code: 0 });
  expect(await readFile(join(site.directory, 'sealing.key'))).toEqual(key);
  const again = await runServer(site);
  expect(await kioskOf(again.url ?? '').numberOf(ticketRequest())).toMatchObject({ number: 'K002' });
});

test('a faulty configuration is named', async () => {
  const site = await newSite();
  const config = JSON.parse(await readFile(site.configFile, 'utf8')) as object;
  await writeFile(
    site.configFile,
    JSON.stringify({ ...config, listen: { host: '127.0.0.1', port: 'high' }, extra: 1 }),
  );
  const said = await refusal(site);
  expect(said).toContain('listen.port');
  expect(said).toContain('extra');
});

test('a service asks the insurance portal, and no portal is named', patience, async () => {
  const site = await newSite();
  await setUp(site);
  const { portal: _portal, ...config } = JSON.parse(await readFile(site.configFile, 'utf8')) as Record<string, unknown>;
  await writeFile(site.configFile, JSON.stringify(config));
  expect(await refusal(site)).toContain('services/insurance-check-in.json asks the insurance portal');
});

test(
  'a service that names a queue which the centre lacks is named; a file of none of its services is not read',
  patience,
  async () => {
    const site = await newSite();
    await setUp(site);
    const resourcesDirectory = join(site.directory, 'resources');
    await cp(resources, resourcesDirectory, { recursive: true });
    const config = JSON.parse(await readFile(site.configFile, 'utf8')) as object;
    await writeFile(site.configFile, JSON.stringify({ ...config, resourcesDirectory }));
    await writeFile(join(resourcesDirectory, 'services/another-centre.json'), 'not even JSON');
    const checkIn = join(resourcesDirectory, 'services/insurance-check-in.json');
    await writeFile(checkIn, (await readFile(checkIn, 'utf8')).replace('"queue": "eyes"', '"queue": "nose"'));
    expect(await refusal(site)).toContain('services/insurance-check-in.json names queues that centre.json lacks: nose');
  },
);
