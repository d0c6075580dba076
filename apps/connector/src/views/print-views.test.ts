import path from 'node:path';
import { expect, test } from 'vitest';
import { loadMapping } from '../mapping/mapping-folder.ts';
import { formatInstallation } from './print-views.ts';

const ocs = loadMapping(path.resolve(import.meta.dirname, '../../../../mappings/ocs'));

test('an administrator gets the views and the grants of the account in the URL, and never its password', () => {
  const mysql = formatInstallation(ocs, 'mysql://cmdb%20reader:secret@ocs.example.org/ocsweb');
  const postgres = formatInstallation(ocs, 'postgres://reader:secret@db.example.org/inventory');

  expect(mysql).toContain('CREATE OR REPLACE VIEW popis_device');
  expect(mysql.split('\n').filter((line) => line.startsWith('GRANT'))).toEqual([
    'GRANT SELECT ON `ocsweb`.`popis_device` TO `cmdb reader`;',
    'GRANT SELECT ON `ocsweb`.`popis_mark` TO `cmdb reader`;',
    'GRANT SELECT ON `ocsweb`.`popis_memory` TO `cmdb reader`;',
    'GRANT SELECT ON `ocsweb`.`popis_monitor` TO `cmdb reader`;',
    'GRANT SELECT ON `ocsweb`.`popis_network` TO `cmdb reader`;',
    'GRANT SELECT ON `ocsweb`.`popis_storage` TO `cmdb reader`;',
  ]);
  expect(postgres).toContain('GRANT SELECT ON "popis_device" TO "reader";');
  expect(mysql + postgres).not.toContain('secret');
});
