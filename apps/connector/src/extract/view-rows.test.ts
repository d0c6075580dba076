import { describe, expect, test } from 'vitest';
import { joinByPosition } from './view-rows.ts';

const master = {
  name: 'CMDBuild_device',
  columns: ['DEVICE', 'TAG'],
  rows: [
    ['1', 'PC-0001'],
    ['2', null],
  ],
};

describe('joining slaves to masters', () => {
  test('goes by the first column, whatever it is called', () => {
    const slave = {
      name: 'CMDBuild_memory',
      columns: ['WHATEVER', 'SIZE'],
      rows: [
        ['2', '512'],
        ['1', '1024'],
        ['1', '2048'],
      ],
    };

    const joined = joinByPosition(master, [slave]);

    expect(joined.map((each) => [each.id, each.key, each.views[1]?.rows])).toEqual([
      [
        '1',
        'PC-0001',
        [
          ['1', '1024'],
          ['1', '2048'],
        ],
      ],
      ['2', null, [['2', '512']]],
    ]);
  });

  test('leaves out slaves that point at nothing', () => {
    const slave = { name: 'CMDBuild_memory', columns: ['ID'], rows: [['9'], [null]] };

    const joined = joinByPosition(master, [slave]);

    expect(joined.map((each) => each.views[1]?.rows)).toEqual([[], []]);
  });

  test('keeps master rows with one id together', () => {
    const doubled = {
      ...master,
      rows: [
        ['1', 'A'],
        ['1', 'B'],
      ],
    };

    const joined = joinByPosition(doubled, []);

    expect(joined).toHaveLength(1);
    expect(joined[0]?.views[0]?.rows).toEqual([
      ['1', 'A'],
      ['1', 'B'],
    ]);
  });
});
