/**
 * What the exit code of a connector's command means, for the connector and for whoever starts it; `docs/connector.md`
 * says it to people.
 */
export const connectorExitCodes = {
  applied: 0,
  failed: 1,
  /** Wrong usage or configuration: nothing was sent. */
  usage: 2,
  'applied with faults': 3,
  /** Written, but for what a person has to decide. */
  waiting: 4,
  /** Nothing was done: another run of the source is under way. */
  busy: 5,
} as const;
