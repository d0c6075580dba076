/**
 * What a spreadsheet may take for a formula when it opens a text file: a value that begins with one of these, full-width forms and
 * leading blanks included (OWASP, "CSV Injection"). Apostrophes in front belong to the pattern, so that guarding can be undone.
 */
const guarded = /^'*\s*[=+\-@|%＝＋－＠\t\r\n]/;
const number = /^[-+]?\d+(\.\d+)?$/;

/** Puts an apostrophe before a text that a spreadsheet could run. {@link removeGuard} gives every text back as it was. */
export function guardFormula(text: string): string {
  return guarded.test(text) ? `'${text}` : text;
}

/** Undoes {@link guardFormula}, and leaves alone what was not guarded. */
export function removeGuard(text: string): string {
  return text.startsWith("'") && guarded.test(text) ? text.slice(1) : text;
}

/** Whether a text is nothing but a number, which is safe although it may begin with a sign. */
export function isPlainNumber(text: string): boolean {
  return number.test(text);
}
