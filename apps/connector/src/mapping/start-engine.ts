import { startLibxsltWasm } from './libxslt-wasm-engine.ts';
import type { XsltEngine, XsltEngineName } from './xslt-engine.ts';
import { startXsltproc } from './xsltproc-engine.ts';

/** Longest time one document may take; a machine with its parts takes about a millisecond. */
const timeLimitMs = 10_000;

/** Compiles a stylesheet with the engine of that name. */
export function startEngine(name: XsltEngineName, stylesheet: string): Promise<XsltEngine> {
  return name === 'xsltproc'
    ? startXsltproc(stylesheet, timeLimitMs)
    : startLibxsltWasm(stylesheet, timeLimitMs);
}
