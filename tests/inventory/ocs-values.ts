/** A configuration item of a computer, or the computer itself: its attributes as texts, without the empty ones. */
export interface Item {
  readonly class: string;
  /** TAG of the computer. */
  readonly computer: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A row with its values as OCS holds them; `tag` is that of its machine. NULL is an empty text. */
export type OcsRow = Readonly<Record<string, string>>;
export type ReadRows = (sql: string, values?: readonly string[]) => Promise<OcsRow[]>;

/** Blanks as XML reads them: at the ends none, in between one. */
export function text(value: string | undefined): string {
  return (value ?? '').replaceAll(/[ \t\r\n]+/g, ' ').replaceAll(/^ | $/g, '');
}

const fillers =
  /^(default string|empty|invalid|n\/a|na|none|no dimm|not (applicable|available|present|provided|specified|set|settable)|null|o\.?e\.?m\.?|(system )?serial number|system (manufacturer|product name)|to be filled by (oem|o\.e\.m\.)|unknown|undefined|unspecified|f{8}|0?1234567(8(90?)?)?)$/i;

/** Nothing for what firmware says where nobody filled anything in. */
export function known(value: string | undefined): string {
  const said = text(value);
  return fillers.test(said) || /^[-0: .]*$/.test(said) ? '' : said;
}

export function wholeNumber(value: string | undefined): string {
  const number = Number(value);
  return number > 0 ? String(Math.round(number)) : '';
}

export function toItem(className: string, computer: string, values: Record<string, string>): Item {
  const attributes = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  return { class: className, computer, attributes };
}

export function groupByTag(rows: readonly OcsRow[]): Map<string, OcsRow[]> {
  return Map.groupBy(rows, (row) => row.tag ?? '');
}
