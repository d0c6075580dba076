import type { AttributeDefinition, AttributeValue } from '@popis/model';

/** Above this an index is asked so often that reading all cards is no worse. */
const mostValues = 10;

/**
 * The JSON objects one of which every card contains whose text attribute is one of these values: what an index over all
 * attributes can find. A text may be stored as a number or a boolean from before its attribute was one of text.
 * `undefined` where containing would say nothing, or miss a card.
 */
export function storedForms(
  { name, type }: Pick<AttributeDefinition, 'name' | 'type'>,
  values: readonly (AttributeValue | undefined)[],
): string[] | undefined {
  const isColumn = name === 'Code' || name === 'Description';
  if (isColumn || ['integer', 'decimal', 'boolean', 'json'].includes(type)) return undefined;
  if (values.length === 0 || values.length > mostValues) return undefined;
  const forms: string[] = [];
  for (const value of values) {
    if (typeof value !== 'string' || /^[[{]/.test(value)) return undefined;
    forms.push(JSON.stringify({ [name]: value }));
    if (isScalar(value)) forms.push(`{${JSON.stringify(name)}:${value}}`);
  }
  return forms;
}

/** Whether the text is a number or a boolean of JSON. */
function isScalar(text: string): boolean {
  return /^(true|false|-?(0|[1-9]\d{0,30})(\.\d{1,30})?)$/.test(text);
}
