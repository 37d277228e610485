import { enableCompileCache } from 'node:module';
import { inTree } from './tree.ts';

// Types are stripped and scripts compiled once, for this process and its children: a second start takes half the time.
const cache = inTree('var', 'compile-cache');
process.env.NODE_COMPILE_CACHE ??= cache;
enableCompileCache(cache);

const { run } = await import('./command.ts');
process.exitCode = await run(process.argv.slice(2));
