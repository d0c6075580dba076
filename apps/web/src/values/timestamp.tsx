import { formatDistance, formatInstant } from './instants.ts';

/** An instant in ISO form; the distance from now and the exact instant are its title. */
export function Timestamp({ at }: { at: string }) {
  return (
    <time className="nowrap" dateTime={at} title={`${formatDistance(at, new Date())} (${at})`}>
      {formatInstant(at)}
    </time>
  );
}
