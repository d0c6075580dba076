import type { AttributeType } from '@popis/model';
import { sqlTypeOf } from '../classes/attribute-expression.ts';

/** How values that are stored as text have the order of what they mean. */
interface TextOrder {
  sqlType: string;
  /** A text as a value of that type; what is none has no value, rather than failing the whole list. */
  read: (sql: string) => string;
}

const textOrders: Partial<Readonly<Record<AttributeType, TextOrder>>> = {
  interval: castOrder('interval'),
  ipAddress: castOrder('inet'),
  ipNetwork: castOrder('inet'),
  // By currency first: amounts of two currencies are never compared.
  money: {
    sqlType: 'jsonb',
    read: (sql) =>
      `(CASE WHEN ${isMoney(sql)} THEN jsonb_build_array(${currencyOf(sql)}, ${amountOf(sql)}) END)`,
  },
};

function castOrder(sqlType: string): TextOrder {
  return {
    sqlType,
    read: (sql) => `(CASE WHEN pg_input_is_valid(${sql}, '${sqlType}') THEN (${sql})::${sqlType} END)`,
  };
}

/** The SQL of a stored value by which lists are sorted, given that of the value. */
export function orderedExpression(type: AttributeType, expression: string): string {
  return textOrders[type]?.read(expression) ?? expression;
}

/** The SQL type of {@link orderedExpression}. */
export function orderedTypeOf(type: AttributeType): string {
  return textOrders[type]?.sqlType ?? sqlTypeOf({ type });
}

/** Whether a text is money in its stored form. */
export function isMoney(sql: string): string {
  return `${sql} ~ '^-?[0-9]+([.][0-9]+)? [A-Z]{3}$'`;
}

export function currencyOf(sql: string): string {
  return `split_part(${sql}, ' ', 2)`;
}

export function amountOf(sql: string): string {
  return `split_part(${sql}, ' ', 1)::numeric`;
}
