/** How often a property is tried, or how many milliseconds that may take: twenty times as much in `npm run test:full`. */
export const repetitions = (usual: number): number => (process.env.TRAM_TEST === 'full' ? 20 * usual : usual);
