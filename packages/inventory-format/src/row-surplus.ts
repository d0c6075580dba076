import type { ReportRequest } from './messages.ts';

/** A part of a report that has more rows than are taken. */
export interface RowSurplus {
  /** The section, or the element that its rows stand in. */
  part: string;
  rows: number;
  most: number;
}

/**
 * The first part of a report that has more rows than `most`. A run that is known was counted when it was read.
 */
export function findSurplus(request: ReportRequest, most: number): RowSurplus | undefined {
  for (const [part, rows] of countRows(request)) {
    if (rows > most) {
      return { part, rows, most };
    }
  }
  return undefined;
}

/** What is wrong with it, in words for who sent it. */
export function describeSurplus({ part, rows, most }: RowSurplus): string {
  return `${part} has ${rows} rows, and ${most} are taken at most`;
}

function countRows(request: ReportRequest): [string, number][] {
  switch (request.query) {
    case 'INVENTORY':
      return [
        ...Object.entries(request.sections).map(([name, rows]): [string, number] => [name, rows.length]),
        ['DOWNLOAD', request.downloadHistory?.length ?? 0],
        ['IPDISCOVER', request.discovered?.length ?? 0],
        ['ACCOUNTINFO', request.accountInfo.length],
      ];
    case 'SNMP':
      return [['SNMP', request.records.length]];
    case 'NOTIFY':
      return [['IFACE', request.interfaces.length]];
    default:
      return [];
  }
}
