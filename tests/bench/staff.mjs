// The one place that knows how a staff call is made: tests/service/service.mjs says which headers it needs.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const headersOf = (service) => ({ 'Content-Type': 'application/json', ...service.headers });
