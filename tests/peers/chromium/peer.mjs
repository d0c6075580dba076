// Chromium: nothing to start, tests launch it themselves.
const executable = '/usr/bin/chromium';

export const needs = { chromium: executable };
export const daemons = [];

export async function start() {
  return { chromium: executable };
}
