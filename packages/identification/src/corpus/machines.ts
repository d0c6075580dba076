/**
 * Machines as they are found, one a line: what their firmware says, all of it, some or none. `#` stands for a value of the machine's own; any other
 * text is what every machine of the model says. The unseen ones say what no list of junk holds.
 */
const TABLE = `
kind     | name            | manufacturer             | model                    | serial                 | uuid                                 | board serial           | asset tag        | adapters
branded  | dell-desktop    | Dell Inc.                | OptiPlex 7090            | #                      | #                                    | /#/CNWS20013           |                  | 1
branded  | hp-desktop      | HP                       | HP EliteDesk 800 G6      | #                      | #                                    | #                      | #                | 1
branded  | lenovo-laptop   | LENOVO                   | 20XW0028GE               | #                      | #                                    | #                      | No Asset Information | 2
branded  | dell-laptop     | Dell Inc.                | Latitude 5420            | #                      | #                                    | /#/CNCMC0012           | #                | 2
branded  | fujitsu-desktop | FUJITSU                  | ESPRIMO D7010            | #                      | #                                    | #                      | System Asset Tag | 1
branded  | apple-laptop    | Apple Inc.               | MacBookPro16,1           | #                      | #                                    |                        |                  | 1
branded  | hpe-server      | HPE                      | ProLiant DL380 Gen10     | #                      | #                                    | #                      |                  | 4
partial  | asus-board      | ASUS                     | System Product Name      | System Serial Number   | #                                    | #                      | Default string   | 1
whitebox | gigabyte-board  | Gigabyte Technology Co.  | B450M DS3H               | Default string         | 03000200-0400-0500-0006-000700080009 | Default string         | Default string   | 1
whitebox | msi-board       | Micro-Star International | MS-7C52                  | To be filled by O.E.M. | 00000000-0000-0000-0000-000000000000 | To be filled by O.E.M. | To be filled by O.E.M. | 1
whitebox | asrock-board    | To Be Filled By O.E.M.   | To Be Filled By O.E.M.   | To Be Filled By O.E.M. | FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF |                        |                  | 1
whitebox | oem-server      | Supermicro               | Super Server             | 0123456789             | 00000000-0000-0000-0000-000000000000 | Default string         | Default string   | 2
unseen   | mini-pc         | SHENZHEN MEIGAO          | UM350                    | UM350A01               | 11223344-5566-7788-99AA-BBCCDDEEFF00 | MEIGAO-BOARD           | MEIGAO           | 1
unseen   | thin-client     | Thintec                  | TC-10                    | TC10-SERIAL            | #                                    | TC10                   |                  | 1
unseen   | tablet          | Jumper                   | EZpad 6                  | JUMPER6                | 55555555-4444-3333-2222-111111111111 | JUMPER6-MB             | JUMPER           | 1
virtual  | vmware          | VMware, Inc.             | VMware7,1                | VMware-#               | #                                    | None                   | No Asset Tag     | 1
virtual  | hyper-v         | Microsoft Corporation    | Virtual Machine          | #                      | #                                    | #                      | #                | 1
virtual  | virtualbox      | innotek GmbH             | VirtualBox               | 0                      | #                                    | 0                      |                  | 1
virtual  | kvm             | QEMU                     | Standard PC (Q35 + ICH9, 2009) | Not Specified    | #                                    |                        |                  | 1
virtual  | xen             | Xen                      | HVM domU                 | #                      | #                                    |                        |                  | 1
virtual  | ec2             | Amazon EC2               | m5.large                 | #                      | #                                    | Not Specified          | #                | 2
`;

/** A line of the table. */
export interface Model {
  kind: 'branded' | 'partial' | 'whitebox' | 'unseen' | 'virtual';
  name: string;
  manufacturer: string;
  model: string;
  serial: string;
  uuid: string;
  boardSerial: string;
  assetTag: string;
  adapters: number;
}

/** The lines of the table. */
export function listModels(): Model[] {
  const [, ...lines] = TABLE.trim().split('\n');
  return lines.map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const [kind = '', name = '', manufacturer = '', model = '', serial = '', uuid = '', boardSerial = ''] =
      cells;
    return {
      kind: kind as Model['kind'],
      name,
      manufacturer,
      model,
      serial,
      uuid,
      boardSerial,
      assetTag: cells[7] ?? '',
      adapters: Number(cells[8] ?? 1),
    };
  });
}
