/** Quoted text, a comment, a semicolon, or a run of anything else; each alternative takes at least one character. */
const token =
  /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`|--(?=\s|$)[^\n]*|#[^\n]*|\/\*.*?\*\/|;|[^'"`;#/-]+|./gs;

/**
 * Parts MySQL text into its statements, for drivers that run one at a time. Semicolons in quotes and comments part
 * nothing; comments go with their statement. `DELIMITER` is a command of the `mysql` client, not SQL, and unknown here.
 * Lexical rules: MySQL manual, "String Literals" and "Comments".
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let current = '';
  let hasCode = false;
  for (const [part] of `${sql};`.matchAll(token)) {
    if (part === ';') {
      if (hasCode) statements.push(current.trim());
      current = '';
      hasCode = false;
      continue;
    }
    current += part;
    hasCode ||= !isComment(part) && part.trim() !== '';
  }
  return statements;
}

/** Executable comments (opening with `/*!` or `/*M!`) are code. */
function isComment(part: string): boolean {
  if (part.startsWith('/*')) return !part.startsWith('/*!') && !part.startsWith('/*M!');
  return part.startsWith('#') || (part.startsWith('--') && part.length > 1);
}
