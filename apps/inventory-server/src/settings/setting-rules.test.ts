import { expect, test } from 'vitest';
import { checkSetting, findSettingRule, SETTING_RULES } from './setting-rules.ts';

function faults(name: string, value: number | string): string[] {
  const rule = findSettingRule(name, false);
  return rule === undefined ? ['no rule'] : checkSetting(rule, value).map((fault) => fault.message);
}

test('a value must be in the range of its setting, and the fault names the range', () => {
  expect(faults('PROLOG_FREQ', 24)).toEqual([]);
  expect(faults('PROLOG_FREQ', 0)).toEqual(['must be a whole number from 1 to 8760']);
  expect(faults('PROLOG_FREQ', '24')).toEqual(['must be a whole number from 1 to 8760']);
  expect(faults('SCAN_TYPE_IPDISCOVER', 'PING')).toEqual(['must be one of ICMP, ARPSCAN, NMAP']);
});

test('what only devices and groups can have is not set for all, and the other way round', () => {
  expect(findSettingRule('DOWNLOAD_SWITCH', false)).toBeUndefined();
  expect(findSettingRule('DOWNLOAD_SWITCH', true)).toBeDefined();
  expect(findSettingRule('INVENTORY_DIFF', true)).toBeUndefined();
});

test('every default is a value that could be set', () => {
  for (const rule of SETTING_RULES) {
    expect(checkSetting(rule, rule.default), rule.name).toEqual([]);
  }
});
