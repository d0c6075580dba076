import { send } from './http.ts';
import type { ClassDetail, ClassSummary, Domain, LookupValue, Page } from './types.ts';

export async function listClasses(): Promise<ClassSummary[]> {
  return (await send<Page<ClassSummary>>('GET', '/api/classes')).items;
}

export function getClass(name: string): Promise<ClassDetail> {
  return send('GET', `/api/classes/${encodeURIComponent(name)}`);
}

export async function listDomains(): Promise<Domain[]> {
  return (await send<Page<Domain>>('GET', '/api/domains')).items;
}

export async function listLookupValues(name: string): Promise<LookupValue[]> {
  return (await send<{ values: LookupValue[] }>('GET', `/api/lookups/${encodeURIComponent(name)}`)).values;
}
