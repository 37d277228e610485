import { setTimeout as pause } from 'node:timers/promises';
import { type Card, CardDisposition, CardMode, Client, type Err, type Reader } from 'pcsc-mini';

// Another program at the same reader, in a process of its own.

export type HolderOrder = 'hold' | 'share' | 'begin' | 'end' | 'let go' | 'reset and let go';

const client = new Client();
let reader: Reader | undefined;
let card: Card | undefined;
let transaction: Awaited<ReturnType<Card['transaction']>> | undefined;

client.on('reader', (found) => {
  if (found.name() === 'Virtual PCD 00 00') reader = found;
});
client.start();

async function obey(order: HolderOrder): Promise<void> {
  while (!reader) await pause(10);
  switch (order) {
    case 'hold':
      card = await reader.connect(CardMode.EXCLUSIVE);
      return;
    case 'share':
      card = await reader.connect(CardMode.SHARED);
      return;
    case 'begin':
      transaction = await card?.transaction();
      return;
    case 'end':
      return transaction?.end(CardDisposition.LEAVE);
    case 'let go':
      return card?.disconnect(CardDisposition.LEAVE);
    case 'reset and let go':
      return card?.disconnect(CardDisposition.RESET);
  }
}

process.on('message', (order: HolderOrder) => {
  void obey(order).then(
    () => process.send?.('done'),
    (error: unknown) => process.send?.((error as Err).code),
  );
});
