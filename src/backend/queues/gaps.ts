import { gapsSchema, type GapReason, type Gaps } from '../../contract/gaps.ts';
import { serviceDaySchema } from '../../contract/queue.ts';
import type { Text } from '../../contract/text.ts';
import { z } from '../../contract/zod.ts';
import type { Routes } from '../http.ts';
import { requireStaff, type StaffDeps } from '../staff/require-staff.ts';
import type { Database } from '../store/database.ts';
import { gapsOf } from '../store/serials.ts';

const explanations: Readonly<Record<GapReason, Text>> = {
  'lease-unspent': {
    vi: 'Số khẩn cấp của một kiosk, đã không cần dùng đến.',
    en: 'Emergency numbers of a kiosk that it did not need.',
  },
  restored: {
    vi: 'Bỏ qua khi khôi phục cơ sở dữ liệu: có thể đã được cấp trước đó, giấy in rồi vẫn có giá trị.',
    en: 'Passed over when the database was restored: some may have been given before, and their paper is valid.',
  },
  'not-heard': {
    vi: 'Kiosk không nhận được trả lời: không ai giữ số này.',
    en: 'The kiosk never heard the answer: nobody holds this number.',
  },
};

export function gapRoutes(routes: Routes, deps: StaffDeps): void {
  routes.get(
    '/v1/gaps',
    {
      onRequest: requireStaff(deps, ['supervisor']),
      schema: { querystring: z.strictObject({ day: serviceDaySchema }), response: { 200: gapsSchema } },
    },
    ({ query: { day } }) => readGaps(deps.database, day),
  );
}

async function readGaps(database: Database, serviceDay: string): Promise<Gaps> {
  const gaps = await gapsOf(database, serviceDay);
  return {
    serviceDay,
    gaps: gaps.map(({ letter, first, last, reason, notedAt }) => ({
      letter,
      first,
      last,
      reason,
      explanation: explanations[reason],
      notedAt: new Date(notedAt).toISOString(),
    })),
  };
}
