import { InvalidInputError } from '@popis/errors';
import { describe, expect, test } from 'vitest';
import { startEngine } from './start-engine.ts';
import { loadStylesheet } from './stylesheet.ts';

const main = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <!-- of
       three
       lines -->
  <xsl:include href="more.xsl"/>
  <xsl:template match="/"><a><xsl:call-template name="more"/></a></xsl:template>
</xsl:stylesheet>`;

/** A stylesheet that includes more.xsl, whose template has this body on its line 4. */
function load(body: string) {
  const more = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template name="more">
  <b/>
  ${body}
</xsl:template>
</xsl:stylesheet>`;
  const files: Record<string, string> = { 'transform.xsl': main, 'more.xsl': more };
  return loadStylesheet('transform.xsl', (name) => files[name]);
}

describe('a fault in an included file', () => {
  test('that keeps the stylesheet from compiling is told with that file and line', async () => {
    const { text, originOf } = load('<xsl:value-of select="((("/>');

    const starting = startEngine('libxslt-wasm', text, originOf);

    await expect(starting).rejects.toThrow(InvalidInputError);
    await expect(starting).rejects.toMatchObject({
      faults: [{ path: 'more.xsl:4', message: expect.stringContaining('more.xsl:4 element value-of') }],
    });
  });

  test('that shows with a document is told with that file and line', async () => {
    const { text, originOf } = load('<xsl:call-template name="nobody"/>');
    const engine = await startEngine('libxslt-wasm', text, originOf);

    const transforming = engine.transform('<x/>');

    await expect(transforming).rejects.toThrow(/more\.xsl:4 element call-template.*nobody/);
    await engine.close();
  });
});
