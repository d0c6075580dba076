import { expect, test } from 'vitest';
import { DEFAULT_EXTRA_USER_AGENTS, isAcceptedUserAgent } from './user-agent.ts';

test.each([
  'OCS-NG_unified_unix_agent_v2.10.0',
  'OCS-NG_unified_unix_agent_v2.12.5',
  'OCS-NG_WINDOWS_AGENT_v2.10.1.0',
  'OCS-NG_windows_client_v4062',
  'OCS-NG_Android_agent_v2.7',
  'Popis-Agent_v0.1.0',
  'FusionInventory-Agent_v2.6-3',
  'GLPI-Agent_v1.7',
])('%s is accepted', (userAgent) => {
  expect(isAcceptedUserAgent(userAgent, DEFAULT_EXTRA_USER_AGENTS)).toBe(true);
});

test.each([
  '',
  'curl/8.0',
  'OCS-NG_unified_unix_agent',
  'OCS-NG_unified_unix_agent_v',
  'OCS-NG_WINDOWS_AGENT_v3.0.0.0',
  'OCS-NG_WINDOWS_AGENT_v2.13.0',
  'OCS-NG_windows_client_v4063',
  'OCS-NG_windows_client_v',
  'xFusionInventory-Agent_v2.6',
])('%j is refused', (userAgent) => {
  expect(isAcceptedUserAgent(userAgent, DEFAULT_EXTRA_USER_AGENTS)).toBe(false);
});

test('an extra entry is the whole user agent, or its beginning before a star', () => {
  expect(isAcceptedUserAgent('curl/8.0', ['curl/8.0'])).toBe(true);
  expect(isAcceptedUserAgent('curl/8.0.1', ['curl/8.0'])).toBe(false);
  expect(isAcceptedUserAgent('curl/8.0.1', ['curl/*'])).toBe(true);
});
