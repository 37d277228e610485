import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A service of another house, stood in for on loopback; port 0: any that is free. */
export async function startSimulatedService(
  listener: RequestListener,
  port = 0,
): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What was sent, or nothing where that is not JSON. */
export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const sent = await text(request);
  try {
    return JSON.parse(sent);
  } catch {
    return undefined;
  }
}
