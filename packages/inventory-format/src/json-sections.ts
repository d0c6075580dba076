import type { SectionName } from './sections.ts';

/** How a section of a JSON inventory becomes rows of a section: fields of other names than ours, in capitals, are renamed. */
export interface JsonSection {
  section: SectionName;
  /** Field of the JSON → field of the section; the rest keep their names. */
  renamed?: Readonly<Record<string, string>>;
}

/**
 * Sections of a GLPI agent's JSON inventory (https://github.com/glpi-project/inventory_format, `inventory.schema.json`) → the
 * sections of ours, so that both are stored by the one table of sections. `hardware`, `operatingsystem`, `users` and
 * `networks` are put together by rules besides; what is not named here is not stored.
 */
export const JSON_SECTIONS: Readonly<Record<string, JsonSection>> = {
  hardware: { section: 'HARDWARE' },
  bios: { section: 'BIOS' },
  memories: { section: 'MEMORIES' },
  slots: { section: 'SLOTS' },
  controllers: { section: 'CONTROLLERS', renamed: { rev: 'VERSION' } },
  monitors: { section: 'MONITORS' },
  ports: { section: 'PORTS' },
  storages: { section: 'STORAGES', renamed: { serial: 'SERIALNUMBER' } },
  drives: { section: 'DRIVES' },
  inputs: { section: 'INPUTS', renamed: { pointingtype: 'POINTTYPE' } },
  modems: { section: 'MODEMS' },
  networks: { section: 'NETWORKS', renamed: { mac: 'MACADDR' } },
  printers: { section: 'PRINTERS' },
  sounds: { section: 'SOUNDS' },
  videos: { section: 'VIDEOS' },
  softwares: { section: 'SOFTWARES', renamed: { arch: 'ARCHITECTURE', install_date: 'INSTALLDATE' } },
  virtualmachines: { section: 'VIRTUALMACHINES' },
  cpus: {
    section: 'CPUS',
    renamed: {
      name: 'TYPE',
      core: 'CORES',
      thread: 'LOGICAL_CPUS',
      arch: 'CPUARCH',
      serial: 'SERIALNUMBER',
    },
  },
  simcards: {
    section: 'SIM',
    renamed: {
      operator_code: 'OPERATOR',
      operator_name: 'OPNAME',
      serial: 'SERIALNUMBER',
      subscriber_id: 'DEVICEID',
      phone_number: 'PHONENUMBER',
    },
  },
  batteries: {
    section: 'BATTERIES',
    renamed: {
      serial: 'SERIALNUMBER',
      date: 'MANUFACTUREDATE',
      capacity: 'DESIGNCAPACITY',
      voltage: 'DESIGNVOLTAGE',
    },
  },
  usbdevices: { section: 'USBDEVICES', renamed: { caption: 'DESCRIPTION', class: 'TYPE' } },
  local_users: { section: 'LOCAL_USERS', renamed: { id: 'ID_USER' } },
  local_groups: { section: 'LOCAL_GROUPS', renamed: { id: 'ID_GROUP', members: 'MEMBER' } },
};
