import { z } from 'zod';

// Before any schema is built: the page's content policy forbids `eval`, which zod would otherwise probe for.
z.config({ jitless: true });

export { z };
