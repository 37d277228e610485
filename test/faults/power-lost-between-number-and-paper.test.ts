import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { serviceDay } from '../../src/contract/queue.ts';
import type { Command } from '../../src/contract/commands.ts';
import type { Result } from '../../src/contract/result.ts';
import type { SessionView } from '../../src/contract/session-view.ts';
import type { LogEvent } from '../../src/main/log/log.ts';
import { openStore } from '../../src/main/store/store.ts';
import { isVoid } from '../printer/fixtures.ts';
import { readText } from '../ticket/paper.ts';
import { deviceHostEntry, startSurroundings, useWholeKiosk, visitorOf } from './whole-kiosk.ts';

useWholeKiosk();

type Message = { log?: LogEvent; view?: SessionView; result?: Result };

function switchOn(configFile: string) {
  const child: ChildProcess = fork(join(import.meta.dirname, 'kiosk-process.ts'), [configFile, deviceHostEntry]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const log: LogEvent[] = [];
  const views = new Set<(view: SessionView) => void>();
  child.on('message', ({ log: event, view }: Message) => {
    if (event) log.push(event);
    if (view) for (const listener of views) listener(view);
  });
  const answer = () =>
    new Promise<Result>((resolve) => {
      const listen = ({ result }: Message) => {
        if (!result) return;
        child.off('message', listen);
        resolve(result);
      };
      child.on('message', listen);
    });
  return {
    log,
    kiosk: {
      handle: (command: Command) => {
        const answered = answer();
        child.send(command);
        return answered;
      },
      watchView: (listener: (view: SessionView) => void) => {
        views.add(listener);
        return () => void views.delete(listener);
      },
    },
    async losePower() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

it('the number stays, the same person gets the same one, and the first slip ends as a void one', async () => {
  const { runDirectory, config, obey, bench } = await startSurroundings();
  const configFile = join(runDirectory, 'kiosk.json');
  writeFileSync(configFile, JSON.stringify(config));

  // The printer takes some of the ticket and says no more: number given, paper not out.
  await obey({ type: 'stall-printer', afterBytes: 3_000 });
  const first = switchOn(configFile);
  const visitor = visitorOf(first.kiosk, obey);
  await visitor.page('home', ({ services }) => services.every(({ problem }) => problem === undefined));
  await visitor.present('valid');
  await visitor.page('person');
  await visitor.send({ type: 'confirm' }, { type: 'answer', option: 'general' }, { type: 'confirm' });
  const { number } = await visitor.page('ticket');
  await first.losePower();

  await obey({ type: 'power-cycle-printer' }, { type: 'remove-card' });
  const second = switchOn(configFile);
  const again = visitorOf(second.kiosk, obey);
  await again.page('home', ({ services }) => services.every(({ problem }) => problem === undefined));
  expect(second.log[0]).toMatchObject({ event: 'started', interrupted: 1 });
  const store = openStore(config.dataDirectory);
  expect(store.unsettled(serviceDay(Date.now()))).toMatchObject([{ number }]);
  store.close();

  await again.present('valid');
  expect(await again.comeAgain()).toMatchObject({ number, paper: { state: 'confirmed' } });
  expect(second.log).toContainEqual(expect.objectContaining({ event: 'number', number, repeated: true }));
  // What the power tore off is cut away under the mark that it is no ticket; then comes exactly one.
  const papers = bench.papers().filter(({ cut }) => cut);
  expect(papers.map(isVoid)).toEqual([true, false]);
  expect(readText(papers[1]?.png ?? new Uint8Array())).toMatch(new RegExp(`IN LẠI[^]*${number}`));
});
