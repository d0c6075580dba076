import type { OriginOf } from './stylesheet.ts';

/** How libxslt tells where a fault is: `file /tmp/x/transform.xsl line 12`. */
const places = /\bfile \S*transform\.xsl line (\d+)/g;

/** Puts the file and line as they were written in the place of what libxslt was given. */
export function locateFaults(complaint: string, originOf: OriginOf): string {
  return complaint.replace(places, (_all, line: string) => originOf(Number(line)));
}

/** The first place that libxslt names. */
export function findPlace(complaint: string, originOf: OriginOf): string | undefined {
  const [found] = complaint.matchAll(places);
  return found === undefined ? undefined : originOf(Number(found[1]));
}
