import { connect, createServer, type Socket } from 'node:net';

// Stands before a real pcscd and refuses as that does where polkit bids it, which Debian 12's does not know (winscard_svc.c and
// auth.c of PCSC Lite). In a process of its own: libpcsclite waits for it on our thread.

/**
 * `access_pcsc` is asked for before a word of the client was read; who may not is hung up on. `access_card` is asked for at
 * SCARD_CONNECT, which pcscd answers since 2.0.1; before that it hung up.
 */
export type Refusal = 'nothing' | 'access_pcsc' | 'access_card';

const [, , path = '', pcscd = ''] = process.argv;
const scardConnect = 4;
const scardTransmit = 9;
const headerBytes = 8;
const securityViolation = 0x8010006a;
let refused: Refusal = 'nothing';

process.on('message', (order: Refusal) => {
  refused = order;
  process.send?.('done');
});

createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
  process.send?.('client');
  client.on('error', () => undefined);
  // As long as polkit takes: by then the client's first message lies there unread.
  if (refused === 'access_pcsc') setTimeout(() => client.destroy(), 20);
  else lead(client);
}).listen(path, () => process.send?.('done'));

function lead(client: Socket): void {
  const server = connect(pcscd);
  server.on('error', () => undefined);
  server.on('close', () => client.destroy());
  client.on('close', () => server.destroy());
  server.on('data', (answer) => client.write(answer));
  client.on('end', () => server.end());
  readMessages(client, server);
  client.resume();
}

/** struct rxHeader, size and command, then as many bytes. That of SCARD_CONNECT ends with the result; after one of SCARD_TRANSMIT comes its APDU. */
function readMessages(client: Socket, server: Socket): void {
  let received = Buffer.alloc(0);
  client.on('data', (bytes) => {
    received = Buffer.concat([received, bytes]);
    for (let end = endOfFirst(received); received.length >= end; end = endOfFirst(received)) {
      const message = received.subarray(0, end);
      received = received.subarray(end);
      if (refused === 'access_card' && message.readUInt32LE(4) === scardConnect) {
        message.writeUInt32LE(securityViolation, end - 4);
        client.write(message.subarray(8));
      } else server.write(message);
    }
  });
}

function endOfFirst(received: Buffer): number {
  if (received.length < headerBytes) return headerBytes;
  const end = headerBytes + received.readUInt32LE(0);
  const isTransmit = received.readUInt32LE(4) === scardTransmit;
  if (!isTransmit || received.length < end) return end;
  // cbSendLength, the fourth number of struct transmit_struct.
  return end + received.readUInt32LE(headerBytes + 12);
}
