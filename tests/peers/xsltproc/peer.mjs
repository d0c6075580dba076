// xsltproc: nothing to start, the connector's second XSLT engine runs it as a subprocess.
const executable = '/usr/bin/xsltproc';

export const needs = { xsltproc: executable };
export const daemons = [];

export async function start() {
  return { xsltproc: executable };
}
