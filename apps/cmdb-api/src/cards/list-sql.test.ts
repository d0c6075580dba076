import {
  type AttributePath,
  checkFilter,
  type Filter,
  filterOperators,
  type ModelDefinition,
  resolvePath,
} from '@popis/model';
import { describe, expect, test } from 'vitest';
import { toStoredCatalogue } from '../classes/stored-catalogue.ts';
import { seedModel } from '../seed/seed-model.ts';
import { filterClause } from './filter-sql.ts';
import { Binder, type ListScope } from './list-scope.ts';
import { afterClause, orderClause, searchClause, sortSql } from './list-sql.ts';

const catalogue = toStoredCatalogue({ ...numbered(seedModel), ...seedModel, revision: '1' });

function numbered({ classes, domains, lookups }: ModelDefinition) {
  const number = (items: readonly { name: string }[]) =>
    new Map(items.map(({ name }, index) => [name, index + 1]));
  return {
    classIds: number(classes),
    domainIds: number(domains),
    lookupIds: number(lookups),
    attributeIds: new Map<string, number>(),
  };
}

const filterScope = { catalogue, className: 'Computer', now: new Date(0) };

function scopeOf(): ListScope {
  return { catalogue, className: 'Computer', binder: new Binder(), asOf: undefined };
}

function pathTo(name: string): AttributePath {
  const found = resolvePath(catalogue, 'Computer', name);
  if ('fault' in found) throw new Error(found.fault);
  return found.path;
}

function compile(filter: Filter): { sql: string; values: unknown[] } {
  const scope = scopeOf();
  const checked = checkFilter(filter, filterScope);
  expect(checked.faults).toEqual([]);
  return { sql: filterClause(scope, checked.filter), values: scope.binder.values };
}

describe('a filter as SQL', () => {
  test.each<[Filter, string, unknown[]]>([
    [{ attribute: 'Code', operator: 'equal', value: 'PC-1' }, 'card.code = $1::text', ['PC-1']],
    [
      { attribute: 'RAM', operator: 'between', value: [1, 2] },
      "((card.attributes ->> 'RAM')::numeric) BETWEEN $1::numeric AND $2::numeric",
      [1, 2],
    ],
    [{ attribute: 'OS', operator: 'isnull' }, "(card.attributes ->> 'OS') IS NULL", []],
    [
      { attribute: 'OS', operator: 'in', value: ['a', 'b'] },
      "((card.attributes @> $2::jsonb OR card.attributes @> $3::jsonb) AND (card.attributes ->> 'OS') = ANY ($1::text[]))",
      [['a', 'b'], '{"OS":"a"}', '{"OS":"b"}'],
    ],
    [
      { not: { attribute: 'OS', operator: 'contain', value: '50%_\\' } },
      "((card.attributes ->> 'OS') ILIKE $1) IS NOT TRUE",
      ['%50\\%\\_\\\\%'],
    ],
    [{ and: [{ or: [] }, { and: [] }] }, '(false AND true)', []],
    [{ attribute: 'OS', operator: 'equal', value: ' ' }, "(card.attributes ->> 'OS') IS NULL", []],
    [{ attribute: 'OS', operator: 'like', value: 'Deb%_' }, "(card.attributes ->> 'OS') ILIKE $1", ['Deb%_']],
    [{ changedSince: '-1d' }, 'card.valid_from >= $1::timestamptz', ['1969-12-31T00:00:00.000Z']],
  ])('%j', (filter, sql, values) => {
    expect(compile(filter)).toEqual({ sql, values });
  });

  test('holds no value, whatever the value is', () => {
    const evil = "x') OR true; DROP TABLE card; --";

    for (const operator of filterOperators) {
      const list = operator === 'in' || operator === 'notin';
      const value = list ? [evil] : operator === 'between' ? [evil, evil] : evil;
      const { filter, faults } = checkFilter({ attribute: 'Description', operator, value }, filterScope);
      const goesWithText = !/^(net_|description_|(not)?contains)/.test(operator);
      expect(faults).toHaveLength(goesWithText ? 0 : 1);
      if (goesWithText) expect(filterClause(scopeOf(), filter)).not.toContain('DROP');
    }
  });

  test('joins along a path, and the planner can join what must not be', () => {
    const path: Filter = { attribute: 'Room.Floor.Code', operator: 'equal', value: 'F1' };

    const found = compile(path);
    const others = compile({ not: path });

    expect(found.sql.match(/ JOIN /g)).toHaveLength(3);
    expect(found.sql).toContain('shown2.target_id = card1.id');
    expect(found.sql).toContain('card2.code = $1::text');
    expect(others.sql).toBe(`NOT ${found.sql}`);
  });

  test('looks for a reference in its relations', () => {
    const room = '01970000-0000-7000-8000-000000000001';

    const { sql, values } = compile({ attribute: 'Room', operator: 'equal', value: room });

    expect(sql).toContain('shown1.target_id = card.id AND shown1.source_id = ANY ($1::uuid[])');
    expect(values).toEqual([[room]]);
  });
});

test('words are bound one by one', () => {
  const scope = scopeOf();

  const sql = searchClause(scope, "  Čučuk '; ro\\_m ");

  expect(scope.binder.values).toEqual(['%cucuk%', "%';%", '%ro\\\\\\\\\\_m%']);
  expect(sql).toBe('card.search_text LIKE $1 AND card.search_text LIKE $2 AND card.search_text LIKE $3');
});

test('an order is total, and the place after a row is that order’s', () => {
  const scope = scopeOf();
  const keys = [
    { path: pathTo('Code'), descending: false },
    { path: pathTo('RAM'), descending: true },
  ];

  const sort = sortSql(scope, keys);
  const order = orderClause(sort);
  const after = afterClause(scope, sort, { keys: ['PC-1', null], id: 'the id' });

  expect(sort.joins).toBe('');
  expect(order).toBe(
    "card.code ASC NULLS LAST, ((card.attributes ->> 'RAM')::numeric) DESC NULLS LAST, card.id",
  );
  expect(after).toBe(
    "(((card.code > $1::text OR card.code IS NULL)) OR (card.code = $1::text AND ((card.attributes ->> 'RAM')::numeric) IS NULL AND card.id > $2::uuid))",
  );
  expect(scope.binder.values).toEqual(['PC-1', 'the id']);
});

test('what stands on other cards is joined for sorting, not looked up row by row', () => {
  const scope = scopeOf();

  const sort = sortSql(scope, [
    { path: pathTo('Code'), descending: false },
    { path: pathTo('Room'), descending: true },
  ]);

  expect(sort.joins).toMatch(
    /^LEFT JOIN \(SELECT shown1.target_id AS start_id, coalesce\(card1.code, card1.description\)/,
  );
  expect(sort.joins).toMatch(/AS sort1\s+ON sort1.start_id = card.id$/);
  expect(orderClause(sort)).toBe('card.code ASC NULLS LAST, sort1.shown DESC NULLS LAST, card.id');
});
