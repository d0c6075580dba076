import { describe, expect, test } from 'vitest';
import { selectNamedViews, selectPaperViews } from './select-views.ts';

const device = { name: 'CMDBuild_device', columns: ['DEVICE', 'TAG', 'NAME'] };
const memory = { name: 'CMDBuild_memory', columns: ['HARDWARE_ID', 'CAPTION'] };

describe("the paper's rule", () => {
  test('takes the view with the TAG as second column for the master and all others for slaves', () => {
    const other = { name: 'sales_report', columns: ['ID', 'TAG'] };

    expect(selectPaperViews([memory, other, device])).toEqual({
      selection: { master: device, slaves: [memory] },
    });
  });

  test('does not care for upper and lower case', () => {
    const lower = { name: 'cmdbuild_device', columns: ['device', 'tag'] };

    expect(selectPaperViews([lower])).toEqual({ selection: { master: lower, slaves: [] } });
  });

  test('never guesses between two masters', () => {
    const second = { name: 'CMDBuild_printer', columns: ['ID', 'TAG'] };

    expect(selectPaperViews([device, second])).toHaveProperty('fault', expect.stringContaining('views.json'));
  });

  test('says what it looked for when there is nothing', () => {
    expect(selectPaperViews([])).toEqual({ fault: 'no view of the inventory database is named CMDBuild_…' });
  });
});

describe('views that a mapping names', () => {
  test('are found in either case', () => {
    const found = [{ name: 'POPIS_DEVICE', columns: ['a', 'b'] }];

    expect(selectNamedViews(found, { master: 'popis_device', slaves: [], limits: [] })).toEqual({
      selection: { master: found[0], slaves: [] },
    });
  });

  test('are missed by name', () => {
    const named = { master: 'CMDBuild_device', slaves: ['popis_storage'], limits: [] };

    expect(selectNamedViews([device], named)).toEqual({
      fault: 'the view popis_storage is not in the inventory database',
    });
  });

  test('need a key in the master', () => {
    expect(
      selectNamedViews([{ name: 'm', columns: ['id'] }], { master: 'm', slaves: [], limits: [] }),
    ).toHaveProperty('fault');
  });
});
