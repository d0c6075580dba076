import { api, unwrap } from './client.ts';
import type { ClassDetail, ClassSummary, Domain, LookupValue } from './types.ts';

export async function listClasses(): Promise<ClassSummary[]> {
  return (await unwrap(api.GET('/api/classes'))).items;
}

export function getClass(name: string): Promise<ClassDetail> {
  return unwrap(api.GET('/api/classes/{class}', { params: { path: { class: name } } }));
}

export async function listDomains(): Promise<Domain[]> {
  return (await unwrap(api.GET('/api/domains'))).items;
}

export async function listLookupValues(name: string): Promise<LookupValue[]> {
  return (await unwrap(api.GET('/api/lookups/{name}/values', { params: { path: { name } } }))).items;
}
