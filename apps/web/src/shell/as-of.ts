import { getRouteApi } from '@tanstack/react-router';
import { toAsOfInstant } from '../values/instants.ts';

const app = getRouteApi('/app');

/** The point in time that is viewed: as the address bar has it, and as the API wants it. */
export function useAsOf(): { asOf: string | undefined; instant: string | undefined } {
  const asOf = app.useSearch({ select: (search) => search.asOf });
  return { asOf, instant: toAsOfInstant(asOf) };
}
