import { describe, expect, test } from 'vitest';
import { formatInventoryDocument } from './inventory-document.ts';

describe('the inventory document', () => {
  test('has an element a row, named after the view, slaves beside the master, names in lower case', () => {
    const xml = formatInventoryDocument([
      { name: 'CMDBuild_device', columns: ['DEVICE', 'TAG'], rows: [['1', 'PC-0001']] },
      {
        name: 'CMDBuild_memory',
        columns: ['HARDWARE_ID', 'CAPACITY'],
        rows: [
          ['1', '2048'],
          ['1', '4096'],
        ],
      },
    ]);

    expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<inventory>
  <device><device>1</device><tag>PC-0001</tag></device>
  <memory><hardware_id>1</hardware_id><capacity>2048</capacity></memory>
  <memory><hardware_id>1</hardware_id><capacity>4096</capacity></memory>
</inventory>
`);
  });

  test('writes NULL and nothing as an empty element', () => {
    const xml = formatInventoryDocument([
      { name: 'popis_device', columns: ['a', 'b', 'c'], rows: [['1', null, '']] },
    ]);

    expect(xml).toContain('<device><a>1</a><b/><c/></device>');
  });

  test('escapes markup and leaves out what XML cannot say', () => {
    const rows = [['1', 'R&D <"ü"> \u0000\u0001\uFFFE\uD800 ok\r\n']];

    const xml = formatInventoryDocument([{ name: 'popis_device', columns: ['id', 'name'], rows }]);

    expect(xml).toContain('<name>R&amp;D &lt;"ü"&gt; \uFFFD ok&#13;\n</name>');
  });

  test('makes an element name of every column name', () => {
    const xml = formatInventoryDocument([
      { name: 'CMDBUILD_My View', columns: ['Fields 3', '2nd', 'a:b'], rows: [['x', 'y', 'z']] },
    ]);

    expect(xml).toContain('<my_view><fields_3>x</fields_3><_2nd>y</_2nd><a_b>z</a_b></my_view>');
  });
});
