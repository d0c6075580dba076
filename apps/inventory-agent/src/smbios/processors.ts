import { numberAt, type SmbiosStructure, stringAt, structuresOf } from './table.ts';

/** One populated processor socket: type 4 of DSP0134. */
export interface SmbiosProcessor {
  socket?: string;
  manufacturer?: string;
  name?: string;
  serial?: string;
  /** Volts, for example `1.1`. */
  voltage?: string;
  /** MHz at which it was started, which is its nominal speed. */
  speedMHz?: number;
  cores?: number;
  threads?: number;
  level2CacheKiB?: number;
}

const legacyVoltages = ['5.0', '3.3', '2.9'];

/** Processors that are there; empty sockets are left out. */
export function listProcessors(structures: readonly SmbiosStructure[]): SmbiosProcessor[] {
  const caches = new Map(structuresOf(structures, 7).map((cache) => [cache.handle, cache]));
  const processors: SmbiosProcessor[] = [];
  for (const structure of structuresOf(structures, 4)) {
    const isPopulated = ((numberAt(structure, 0x18, 1) ?? 0) & 0x40) !== 0;
    if (!isPopulated) continue;
    const cache = caches.get(numberAt(structure, 0x1c, 2) ?? -1);
    processors.push({
      socket: stringAt(structure, 0x04),
      manufacturer: stringAt(structure, 0x07),
      name: stringAt(structure, 0x10),
      serial: stringAt(structure, 0x20),
      voltage: toVoltage(numberAt(structure, 0x11, 1)),
      speedMHz: numberAt(structure, 0x16, 2) || undefined,
      cores: toCount(numberAt(structure, 0x23, 1), numberAt(structure, 0x2a, 2)),
      threads: toCount(numberAt(structure, 0x25, 1), numberAt(structure, 0x2e, 2)),
      level2CacheKiB: cache && toCacheKiB(cache),
    });
  }
  return processors;
}

/** Bit 7: tenths of a volt; otherwise one bit for each of three voltages. */
function toVoltage(code: number | undefined): string | undefined {
  if (code === undefined || code === 0) return undefined;
  if (code & 0x80) return ((code & 0x7f) / 10).toFixed(1);
  return legacyVoltages.find((_, bit) => code & (1 << bit));
}

/** FFh in the byte says that the count stands in the wider field of SMBIOS 3.0. */
function toCount(count: number | undefined, wide: number | undefined): number | undefined {
  return (count === 0xff ? wide : count) || undefined;
}

/** Installed size: units of 1 KiB, or of 64 KiB with the top bit; FFFFh = see the wider field of SMBIOS 3.1. */
function toCacheKiB(cache: SmbiosStructure): number | undefined {
  const size = numberAt(cache, 0x09, 2) ?? 0;
  if (size === 0xffff) {
    const wide = numberAt(cache, 0x17, 4) ?? 0;
    return wide >= 0x80000000 ? (wide - 0x80000000) * 64 : wide;
  }
  return (size & 0x8000 ? (size & 0x7fff) * 64 : size) || undefined;
}
