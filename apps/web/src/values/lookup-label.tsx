import { useQuery } from '@tanstack/react-query';
import { lookupQuery } from '../api/queries.ts';

/** A lookup's value by its label; a code that the lookup does not hold any more is shown as it is. */
export function LookupLabel({ lookup, code }: { lookup: string; code: string }) {
  const values = useQuery(lookupQuery(lookup));
  return <>{values.data?.find((value) => value.code === code)?.label ?? code}</>;
}
