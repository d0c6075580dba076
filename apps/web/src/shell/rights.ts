import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/queries.ts';
import type { Permission } from '../api/types.ts';
import { useAsOf } from './as-of.ts';

export function useHas(permission: Permission): boolean {
  const session = useQuery(sessionQuery);
  return session.data?.account.permissions.includes(permission) ?? false;
}

/** Whether cards can be written on this page: by this account, and not in the past. */
export function useCanEdit(): boolean {
  const { asOf } = useAsOf();
  return useHas('edit') && asOf === undefined;
}
