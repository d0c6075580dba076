import { PopisError } from '@popis/errors';

/** What a stylesheet made of one document, and what it said by `xsl:message` on the way. */
export interface Transformation {
  readonly output: string;
  readonly messages: readonly string[];
}

/** An XSLT 1.0 processor with one compiled stylesheet. */
export interface XsltEngine {
  /** How many documents it is worth giving to it at once. */
  readonly atOnce: number;
  /** @throws TransformationError for this document alone; the next one may go well. */
  transform(document: string): Promise<Transformation>;
  close(): Promise<void>;
}

export type XsltEngineName = 'libxslt-wasm' | 'xsltproc';

/** One document could not be transformed: a fault in it or in the stylesheet, the time limit, a trap of the engine. */
export class TransformationError extends Error {
  override readonly name = 'TransformationError';
}

/** Whether an error belongs to one document, so that the run goes on without it. */
export function isOfOneDocument(error: unknown): boolean {
  return (
    error instanceof TransformationError ||
    (error instanceof PopisError && error.name === 'InvalidInputError')
  );
}

/**
 * What libxslt and libxml2 print when something is wrong. Everything else they print comes from `xsl:message`.
 * libxslt goes on after some of these and gives a document with a hole in it: that is no result.
 */
const faultPattern =
  /^(?:runtime error|compilation error|XPath error|xmlXPath\w*:|xslt[A-Z]\w*\s*:|xsltApply\w*|no result for|.*?:\d+: (?:parser|I\/O|namespace) error)/;

/** Parts the lines an engine printed into messages of the stylesheet and the engine's own complaint. */
export function sortMessages(lines: readonly string[]): {
  messages: string[];
  complaint: string | undefined;
} {
  const said = lines.flatMap((line) => line.split('\n')).filter((line) => line.trim() !== '');
  const firstFault = said.findIndex((line) => faultPattern.test(line));
  if (firstFault === -1) return { messages: said, complaint: undefined };
  return {
    messages: said.slice(0, firstFault),
    complaint: said.slice(firstFault, firstFault + 4).join('; '),
  };
}
