/** The CMDB's API for programs. `generated/` is made from `openapi.json`; see `npm run openapi`. */
export { type ApiClient, type ApiClientOptions, createClient } from './create-client.ts';
export type { components, operations, paths } from './generated/api.ts';
export { sourcePolicySchema } from './generated/source-policy.ts';
