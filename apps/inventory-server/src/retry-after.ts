const LEAST_SECONDS = 60;

/**
 * When somebody who was sent away is to come again, in seconds: not before `leastSeconds`, and at a random moment of as
 * long a time after it, so that all who were sent away together do not come back together.
 */
export function retryAfterSeconds(leastSeconds = LEAST_SECONDS, random: () => number = Math.random): number {
  const least = Math.max(1, Math.ceil(leastSeconds));
  return least + Math.floor(random() * (least + 1));
}
