import { enableCompileCache } from 'node:module';
import { inTree } from '../demonstration/tree.ts';
import { leave } from '../terminal/leave.ts';

// Types are stripped and scripts compiled once: a second start takes half the time.
enableCompileCache(inTree('var', 'compile-cache'));

// Whoever reads the output may stop in the middle.
process.stdout.on('error', () => undefined);

const { run } = await import('./command.ts');
leave(await run(process.argv.slice(2)));
