import type { Collector } from './collector.ts';
import * as batteries from './linux/batteries.ts';
import * as bios from './linux/bios.ts';
import * as biosDeviceTree from './linux/bios-device-tree.ts';
import * as containersDocker from './linux/containers-docker.ts';
import * as containersPodman from './linux/containers-podman.ts';
import * as controllers from './linux/controllers.ts';
import * as drives from './linux/drives.ts';
import * as inputs from './linux/inputs.ts';
import * as lastUser from './linux/last-user.ts';
import * as localGroups from './linux/local-groups.ts';
import * as localUsers from './linux/local-users.ts';
import * as memoryModules from './linux/memory-modules.ts';
import * as memoryTotal from './linux/memory-total.ts';
import * as monitors from './linux/monitors.ts';
import * as networks from './linux/networks.ts';
import * as operatingSystem from './linux/operating-system.ts';
import * as ports from './linux/ports.ts';
import * as printers from './linux/printers.ts';
import * as processors from './linux/processors.ts';
import * as repositoriesApk from './linux/repositories-apk.ts';
import * as repositoriesApt from './linux/repositories-apt.ts';
import * as repositoriesRpm from './linux/repositories-rpm.ts';
import * as resolver from './linux/resolver.ts';
import * as slots from './linux/slots.ts';
import * as softwareApk from './linux/software-apk.ts';
import * as softwareDpkg from './linux/software-dpkg.ts';
import * as softwareFlatpak from './linux/software-flatpak.ts';
import * as softwarePacman from './linux/software-pacman.ts';
import * as softwareRpm from './linux/software-rpm.ts';
import * as softwareSnap from './linux/software-snap.ts';
import * as sounds from './linux/sounds.ts';
import * as storages from './linux/storages.ts';
import * as usbDevices from './linux/usb-devices.ts';
import * as videos from './linux/videos.ts';
import * as virtualMachinesLibvirt from './linux/virtual-machines-libvirt.ts';

/** Every collector for Linux, in the order in which they run. A new one is a file in `linux/` and a line here. */
export const linuxCollectors: readonly Collector[] = [
  { topic: 'operating-system', sections: ['HARDWARE'], ...operatingSystem },
  { topic: 'bios', sections: ['BIOS', 'HARDWARE'], ...bios },
  { topic: 'bios-device-tree', sections: ['BIOS'], ...biosDeviceTree },
  { topic: 'processors', sections: ['CPUS', 'HARDWARE'], ...processors },
  { topic: 'memory-total', sections: ['HARDWARE'], ...memoryTotal },
  { topic: 'memory-modules', sections: ['MEMORIES'], ...memoryModules },
  { topic: 'resolver', sections: ['HARDWARE'], ...resolver },
  { topic: 'last-user', sections: ['HARDWARE'], ...lastUser },
  { topic: 'networks', sections: ['NETWORKS', 'HARDWARE'], ...networks },
  { topic: 'slots', sections: ['SLOTS'], ...slots },
  { topic: 'ports', sections: ['PORTS'], ...ports },
  { topic: 'controllers', sections: ['CONTROLLERS'], ...controllers },
  { topic: 'videos', sections: ['VIDEOS'], ...videos },
  { topic: 'sounds', sections: ['SOUNDS'], ...sounds },
  { topic: 'monitors', sections: ['MONITORS'], ...monitors },
  { topic: 'inputs', sections: ['INPUTS'], ...inputs },
  { topic: 'usb-devices', sections: ['USBDEVICES'], ...usbDevices },
  { topic: 'batteries', sections: ['BATTERIES'], ...batteries },
  { topic: 'printers', sections: ['PRINTERS'], ...printers },
  { topic: 'storages', sections: ['STORAGES'], ...storages },
  { topic: 'drives', sections: ['DRIVES'], ...drives },
  { topic: 'virtual-machines-libvirt', sections: ['VIRTUALMACHINES'], ...virtualMachinesLibvirt },
  { topic: 'containers-docker', sections: ['VIRTUALMACHINES'], ...containersDocker },
  { topic: 'containers-podman', sections: ['VIRTUALMACHINES'], ...containersPodman },
  { topic: 'local-users', sections: ['LOCAL_USERS'], ...localUsers },
  { topic: 'local-groups', sections: ['LOCAL_GROUPS'], ...localGroups },
  { topic: 'repositories-apt', sections: ['REPOSITORY'], ...repositoriesApt },
  { topic: 'repositories-rpm', sections: ['REPOSITORY'], ...repositoriesRpm },
  { topic: 'repositories-apk', sections: ['REPOSITORY'], ...repositoriesApk },
  { topic: 'software-dpkg', sections: ['SOFTWARES'], ...softwareDpkg },
  { topic: 'software-rpm', sections: ['SOFTWARES'], ...softwareRpm },
  { topic: 'software-apk', sections: ['SOFTWARES'], ...softwareApk },
  { topic: 'software-pacman', sections: ['SOFTWARES'], ...softwarePacman },
  { topic: 'software-snap', sections: ['SOFTWARES'], ...softwareSnap },
  { topic: 'software-flatpak', sections: ['SOFTWARES'], ...softwareFlatpak },
];
