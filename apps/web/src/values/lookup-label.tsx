import { useQuery } from '@tanstack/react-query';
import { lookupQuery } from '../api/queries.ts';

/** A lookup's value by its label; a code that the lookup does not hold any more is shown as it is. */
export function LookupLabel({ lookup, code }: { lookup: string; code: string }) {
  const values = useQuery(lookupQuery(lookup));
  return <>{values.data?.find((value) => value.code === code)?.label ?? code}</>;
}

/** Several values of a lookup, in its order; what it does not hold any more comes last. */
export function LookupLabels({ lookup, codes }: { lookup: string; codes: readonly string[] }) {
  const values = useQuery(lookupQuery(lookup)).data ?? [];
  const known = values.filter((value) => codes.includes(value.code));
  const others = codes.filter((code) => known.every((value) => value.code !== code));
  return <>{[...known.map((value) => value.label), ...others].join(', ')}</>;
}
