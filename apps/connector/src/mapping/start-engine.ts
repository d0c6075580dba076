import { InvalidInputError } from '@popis/errors';
import { startLibxsltWasm } from './libxslt-wasm-engine.ts';
import { findPlace, locateFaults } from './locate-faults.ts';
import type { OriginOf } from './stylesheet.ts';
import { TransformationError, type XsltEngine, type XsltEngineName } from './xslt-engine.ts';
import { startXsltproc } from './xsltproc-engine.ts';

/** Longest time one document may take; a machine with its parts takes about a millisecond. */
const timeLimitMs = 10_000;

/**
 * Compiles a stylesheet with the engine of that name. What is wrong with it is told with the file and line of `originOf`,
 * since includes have been put in their places.
 *
 * @throws InvalidInputError when it does not compile.
 */
export async function startEngine(
  name: XsltEngineName,
  stylesheet: string,
  originOf: OriginOf = (line) => `transform.xsl:${line}`,
): Promise<XsltEngine> {
  const start = name === 'xsltproc' ? startXsltproc : startLibxsltWasm;
  const engine = await start(stylesheet, timeLimitMs).catch((error: unknown) => {
    throw relocate(error, originOf);
  });
  return {
    ...engine,
    transform: (document) =>
      engine.transform(document).catch((error: unknown) => {
        throw relocate(error, originOf);
      }),
  };
}

function relocate(error: unknown, originOf: OriginOf): unknown {
  if (error instanceof TransformationError) {
    return new TransformationError(locateFaults(error.message, originOf), { cause: error });
  }
  if (!(error instanceof InvalidInputError)) return error;
  const faults = error.faults.map(({ path, message }) => {
    return { path: findPlace(message, originOf) ?? path, message: locateFaults(message, originOf) };
  });
  return new InvalidInputError(error.message, faults, { cause: error });
}
