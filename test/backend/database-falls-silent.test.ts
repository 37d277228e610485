import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createDatabase, openDatabase } from '../../src/backend/store/database.ts';
import { allKiosks } from '../../src/backend/store/kiosks.ts';
import { emptySchema } from './support/databases.ts';
import { sealingForTest as sealing } from './support/issuing.ts';

/** A way to PostgreSQL whose open connections can fall silent, as when a firewall forgets them or its machine is replaced. */
async function wayTo(url: string) {
  const { hostname, port } = new URL(url);
  let open: Socket[] = [];
  const way = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    open.push(near, far);
    for (const end of [near, far]) end.on('error', () => undefined);
  });
  way.listen(0, '127.0.0.1');
  await once(way, 'listening');
  onTestFinished(() => {
    way.close();
    for (const end of open) end.destroy();
  });
  const through = new URL(url);
  through.port = String((way.address() as AddressInfo).port);
  return {
    url: through.href,
    fallSilent(): void {
      for (const end of open) end.unpipe().resume();
      open = [];
    },
  };
}

test('connections that fell silent are cut and made anew: nobody waits for one twice', async () => {
  const { url } = await emptySchema(inject('postgresUrl'));
  await createDatabase({ url }, sealing);
  const way = await wayTo(`${url}&query_timeout=2000`);
  const database = await openDatabase({ url: way.url }, sealing);
  const ask = () => Promise.allSettled(Array.from({ length: 10 }, () => allKiosks(database)));
  expect((await ask()).every(({ status }) => status === 'fulfilled')).toBe(true);

  way.fallSilent();
  const unanswered = await ask();
  expect(unanswered.map((one) => one.status === 'rejected' && String(one.reason))).toEqual(
    unanswered.map(() => 'Error: Query read timeout'),
  );
  expect((await ask()).every(({ status }) => status === 'fulfilled')).toBe(true);
  await database.destroy();
});
