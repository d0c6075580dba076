import { escapeXml, styles } from './xlsx-cells.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** What stands before the rows of a sheet: the heading does not scroll away. */
export function sheetHead(first: boolean, columns: number): string {
  return `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView${first ? ' tabSelected="1"' : ''} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="${columns}" width="18" customWidth="1"/></cols><sheetData>`;
}

export const sheetTail = '</sheetData></worksheet>';

/** The files of a workbook besides its sheets (ECMA-376, part 1, 12.3), each with its name. */
export function workbookParts(sheetNames: readonly string[]): [name: string, content: string][] {
  const sheets = sheetNames.map(
    (name, index) => `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const links = sheetNames.map((_name, index) =>
    link(index + 1, 'worksheet', `worksheets/sheet${index + 1}.xml`),
  );
  const overrides = sheetNames.map((_name, index) =>
    override(`worksheets/sheet${index + 1}.xml`, 'worksheet'),
  );
  return [
    ['xl/styles.xml', styleSheet],
    [
      'xl/workbook.xml',
      `${declaration}<workbook xmlns="${main}" xmlns:r="${relationships}"><bookViews><workbookView/></bookViews><sheets>${sheets.join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      linksOf([...links, link(sheetNames.length + 1, 'styles', 'styles.xml')].join('')),
    ],
    ['_rels/.rels', linksOf(link(1, 'officeDocument', 'xl/workbook.xml'))],
    [
      '[Content_Types].xml',
      `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('workbook.xml', 'sheet.main')}${override('styles.xml', 'styles')}${overrides.join('')}</Types>`,
    ],
  ];
}

function link(id: number, type: string, target: string): string {
  return `<Relationship Id="rId${id}" Type="${relationships}/${type}" Target="${target}"/>`;
}

function linksOf(links: string): string {
  return `${declaration}<Relationships xmlns="${packageRelationships}">${links}</Relationships>`;
}

function override(name: string, type: string): string {
  return `<Override PartName="/xl/${name}" ContentType="${kind}.${type}+xml"/>`;
}

/** In the order of {@link styles}; `@` is text, which stays text when it is edited. */
const formats: Record<keyof typeof styles, string> = {
  general: '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  heading:
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>',
  text: '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
  risky:
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>',
  day: '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
  instant: '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
  whole: '<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
};

const styleSheet = `${declaration}<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${Object.keys(styles).length}">${Object.values(formats).join('')}</cellXfs></styleSheet>`;
