import type { PageOf } from '../core.ts';

/** Who has all of it, and hands it in elsewhere, has nothing more to get. */
export const missingTitle = ({ reason }: PageOf<'missing'>) =>
  reason === 'LICENCE_ELSEWHERE' ? 'missing.elsewhere' : 'missing.title';
