import type { InventorySections } from '@popis/inventory-format';
import { listPackages, type ProcessorPackage } from '../../devices/cpuinfo.ts';
import { type Host, readNumber } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { listProcessors, type SmbiosProcessor } from '../../smbios/processors.ts';
import { readSmbios } from '../../smbios/table.ts';

const file = '/proc/cpuinfo';
const sysfs = '/sys/devices/system/cpu';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.readText(file)) !== undefined;
}

/** One row a package. Nothing that changes with the load is reported, such as the speed of the moment. */
export async function collect(host: Host): Promise<InventorySections> {
  const packages = listPackages((await host.readText(file)) ?? '', host.architecture);
  const firmware = listProcessors((await readSmbios(host)) ?? []);
  const level2KiB = await readLevel2KiB(host);
  const topMHz = toMHz(await readNumber(host, `${sysfs}/cpu0/cpufreq/cpuinfo_max_freq`));
  const baseMHz = toMHz(await readNumber(host, `${sysfs}/cpu0/cpufreq/base_frequency`));
  const rows = [];
  for (const [index, cpu] of packages.entries()) {
    const socket = firmware[index];
    const speedMHz = cpu.nominalMHz ?? socket?.speedMHz ?? baseMHz ?? topMHz ?? cpu.measuredMHz;
    rows.push(toProcessorRow(host, cpu, socket, { speedMHz, level2KiB: level2KiB.get(cpu.id) }));
  }
  const [first] = rows;
  const hardware = toRow({ PROCESSORT: first?.TYPE, PROCESSORS: first?.SPEED, PROCESSORN: rows.length });
  return { CPUS: rows, HARDWARE: [hardware] };
}

function toProcessorRow(
  host: Host,
  cpu: ProcessorPackage,
  socket: SmbiosProcessor | undefined,
  known: { speedMHz?: number; level2KiB?: number },
) {
  const isWide = cpu.flags.has('lm') || host.architecture.includes('64');
  return toRow({
    MANUFACTURER: cpu.manufacturer ?? socket?.manufacturer,
    TYPE: cpu.name ?? socket?.name,
    SERIALNUMBER: socket?.serial,
    SPEED: known.speedMHz,
    CORES: cpu.cores ?? socket?.cores,
    L2CACHESIZE: known.level2KiB ?? socket?.level2CacheKiB,
    CPUARCH: host.architecture,
    DATA_WIDTH: isWide ? 64 : 32,
    CURRENT_ADDRESS_WIDTH: host.architecture.includes('64') ? 64 : 32,
    LOGICAL_CPUS: cpu.threads,
    VOLTAGE: socket?.voltage,
    SOCKET: socket?.socket,
  });
}

/** Level 2 caches of each package in KiB, each cache counted once however many threads share it. */
async function readLevel2KiB(host: Host): Promise<Map<string, number>> {
  const counted = new Set<string>();
  const totals = new Map<string, number>();
  for (const cpu of await host.list(sysfs)) {
    if (!/^cpu\d+$/.test(cpu)) continue;
    const packageId = String((await readNumber(host, `${sysfs}/${cpu}/topology/physical_package_id`)) ?? 0);
    const shared = (await host.readText(`${sysfs}/${cpu}/cache/index2/shared_cpu_list`))?.trim();
    const size = /^(\d+)K/.exec((await host.readText(`${sysfs}/${cpu}/cache/index2/size`)) ?? '')?.[1];
    if (size === undefined || counted.has(shared ?? cpu)) continue;
    counted.add(shared ?? cpu);
    totals.set(packageId, (totals.get(packageId) ?? 0) + Number(size));
  }
  return totals;
}

function toMHz(kHz: number | undefined): number | undefined {
  return kHz === undefined ? undefined : Math.round(kHz / 1000);
}
