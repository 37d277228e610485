import type { NumberResponse } from './backend-api.ts';

/** When a number's turn is expected, as instants; undefined where the server does not say. */
export function expectedTurn({ estimate, issuedAt }: NumberResponse): { from: string; to: string } | undefined {
  const inMinutes = (minutes: number) => new Date(Date.parse(issuedAt) + minutes * 60_000).toISOString();
  return estimate && { from: inMinutes(estimate.from), to: inMinutes(estimate.to) };
}
