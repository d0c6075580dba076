/** Sources that are no systems: what they write was decided in the CMDB itself. */
export const ownSources: readonly string[] = ['person', 'override', 'retention'];

/** Sources that nobody runs: those, and the data that an installation begins with. */
export const sourcesWithoutRuns: readonly string[] = [...ownSources, 'seed'];
