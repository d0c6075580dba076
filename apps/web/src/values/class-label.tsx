import { useQuery } from '@tanstack/react-query';
import { classesQuery } from '../api/queries.ts';

/** The label of a class, as people call it; its name until that is known. */
export function useClassLabel(name: string): string {
  const classes = useQuery(classesQuery);
  return classes.data?.find((each) => each.name === name)?.label ?? name;
}

/** A class by its label, as people call it. */
export function ClassLabel({ name }: { name: string }) {
  return <>{useClassLabel(name)}</>;
}
