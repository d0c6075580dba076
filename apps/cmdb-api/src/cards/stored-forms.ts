import type { AttributeDefinition, AttributeValue } from '@popis/model';
import { sqlTypeOf } from '../classes/attribute-expression.ts';

/** Above this an index is asked so often that reading all cards is no worse. */
const mostValues = 10;

/**
 * The JSON objects one of which every card contains whose attribute is one of these texts, or lists of codes: what an index over all
 * attributes can find. A text may be stored as a number or a boolean from before its attribute was one of text.
 * `undefined` where containing would say nothing, or miss a card.
 */
export function storedForms(
  { name, type }: Pick<AttributeDefinition, 'name' | 'type'>,
  values: readonly (AttributeValue | undefined)[],
): string[] | undefined {
  if (values.length === 0 || values.length > mostValues) return undefined;
  if (type === 'lookupArray') return values.map((value) => JSON.stringify({ [name]: value }));
  const isColumn = name === 'Code' || name === 'Description';
  if (isColumn || sqlTypeOf({ type }) !== 'text') return undefined;
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
