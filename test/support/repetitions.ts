/** Whether this is `npm run test:full`. */
export const isFull = process.env.TRAM_TEST === 'full';

/** How often a property is tried, or how many milliseconds that may take: twenty times as much in `npm run test:full`. */
export const repetitions = (usual: number): number => (isFull ? 20 * usual : usual);
