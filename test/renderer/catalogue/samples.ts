import { pageSchema, type Page } from '../../../src/contract/session-view.ts';
import { z } from '../../../src/contract/zod.ts';

/** By the name of the page. */
export async function fetchSamples(): Promise<Record<string, Page[]>> {
  const response = await fetch('/samples.json');
  return z.record(z.string(), z.array(pageSchema)).parse(await response.json());
}
