import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { backendClient } from '../../src/main/backend/client.ts';
import { startBackend } from '../backend/support/backend.ts';
import { readChip, trustOfCards, useCards } from '../backend/support/cards.ts';
import { keyOf } from '../backend/support/kiosks.ts';

useCards();

/** A line to a server that dies when the answer to the first so many verifications is on its way. */
async function lineThatLoses(answers: number, url: string): Promise<string> {
  let left = answers;
  const pass = (request: IncomingMessage, response: ServerResponse) => {
    const { method, headers, url: path = '/' } = request;
    const onward = forward(url + path, { method, headers }, (answer) => {
      if (path === '/v1/verifications' && left > 0) {
        left -= 1;
        answer.resume().on('end', () => request.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  };
  const line = createServer(pass).listen(0, '127.0.0.1');
  onTestFinished(() => {
    line.closeAllConnections();
    line.close();
  });
  await new Promise((resolve) => line.once('listening', resolve));
  return `http://127.0.0.1:${(line.address() as AddressInfo).port}`;
}

test.each([
  [1, { ok: true, value: { identity: 'proved' } }],
  [2, { ok: false, code: 'BACKEND_UNREACHABLE' }],
])('the answer to a verification is lost %i times: the card is judged once', async (times, expected) => {
  const backend = await startBackend({ trust: await trustOfCards() });
  const url = await lineThatLoses(times, backend.url);
  const kiosk = backendClient({ url, key: keyOf('kiosk-1'), clock: { now: Date.now }, log: () => undefined });
  const challenge = await kiosk.challenge();
  if (!challenge.ok) throw new Error(challenge.code);
  const { document, evidence } = await readChip('valid', challenge.value.challenge);
  const { challengeId } = challenge.value;
  const verified = await kiosk.verify({
    challengeId,
    service: 'insurance-check-in',
    scannedNumber: document.personalNumber,
    evidence,
  });
  expect(verified).toMatchObject(expected);
  expect(backend.portal.requests().card).toBe(1);
  expect(await backend.database.selectFrom('verification').select('id').execute()).toHaveLength(1);
});
