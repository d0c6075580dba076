// What `npm test` runs, in this order. A check counts as one test; a Vitest project counts its tests.

/** Need nothing outside the checkout: they run while the peers are being installed and started. */
export const checks = [
  { name: 'build', script: 'build' },
  { name: 'types', script: 'types' },
  { name: 'lint', script: 'lint:code' },
  { name: 'boundaries', script: 'lint:boundaries' },
  { name: 'file names', script: 'lint:names' },
];

export const projects = [
  { name: 'unit', needsPeers: false },
  { name: 'database', needsPeers: true },
  { name: 'api', needsPeers: true },
  { name: 'browser', needsPeers: true },
  { name: 'end-to-end', needsPeers: true },
];
