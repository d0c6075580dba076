import { useQuery } from '@tanstack/react-query';
import { classesQuery } from '../api/queries.ts';

/** A class by its label, as people call it. */
export function ClassLabel({ name }: { name: string }) {
  const classes = useQuery(classesQuery);
  return <>{classes.data?.find((each) => each.name === name)?.label ?? name}</>;
}
