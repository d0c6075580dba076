import { type UseQueryOptions, useQueries } from '@tanstack/react-query';
import { useState } from 'react';

/**
 * Whether all that a page shows at first has come, or failed to. Shown piece by piece, it would move under a pointer that is about to
 * press a button. What is asked for later shows itself as it comes: the page stays.
 */
// biome-ignore lint/suspicious/noExplicitAny: what the answers are makes no difference here
export function useArrived(queries: readonly UseQueryOptions<any, any, any, any>[]): boolean {
  const isPending = useQueries({ queries: [...queries] }).some((query) => query.isPending);
  const [arrived, setArrived] = useState(!isPending);
  if (!isPending && !arrived) setArrived(true);
  return arrived;
}
