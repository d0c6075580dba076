/** What every process needs and no rule of the product knows: environment, log, start and stop. */
export { connectorExitCodes } from './connector-exit-codes.ts';
export {
  type EnvVariable,
  list,
  oneOf,
  optional,
  parseEnv,
  port,
  secretFile,
  text,
  url,
  wholeNumber,
  withDefault,
} from './env.ts';
export { describeFailure, findErrorCode } from './failure.ts';
export { createLogger, type Logger } from './logger.ts';
export { announceReady, type ReadinessMessage, runUntilStopped, type Stoppable } from './process-life.ts';
export { readVersion } from './read-version.ts';
export {
  openReadiness,
  type Readiness,
  type ReadinessCheck,
  type ReadinessReport,
} from './readiness.ts';
export { withSmallYoungGeneration } from './young-generation.ts';
