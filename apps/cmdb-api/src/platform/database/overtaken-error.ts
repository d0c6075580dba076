/** Another transaction came first, and this one has to run again as a whole. */
export class OvertakenError extends Error {
  override name = 'OvertakenError';
}
