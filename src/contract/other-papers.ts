import { z } from './zod.ts';

/** What somebody without a chip card may show. `none`: a desk helps; `child`: a child who has no card of its own. */
export const otherPaperSchema = z.enum(['insurance-card', 'passport', 'vneid', 'number', 'child', 'none']);
export type OtherPaper = z.infer<typeof otherPaperSchema>;
