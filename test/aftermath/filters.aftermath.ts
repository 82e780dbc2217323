import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { INDEXES } from '../../server/database/indexes.js';
import type { NotedFilter } from '../support/filters.js';

const filters = readFileSync('.test-run/filters.jsonl', 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as NotedFilter);

test('the run sent filters to every collection', () => {
  const seen = new Set(filters.map(({ collection }) => collection));
  expect([...seen]).toEqual(expect.arrayContaining(Object.keys(INDEXES).filter((name) => name !== 'documents')));
});

test('every filter that a server sent is served by a declared index', () => {
  const unserved = filters.filter((filter) => !isServed(filter));
  expect(unserved).toEqual([]);
});

test('a filter without an index would be noticed', () => {
  expect(isServed({ collection: 'bots', command: 'find', fields: ['botName'], sort: [] })).toBe(false);
  expect(isServed({ collection: 'bots', command: 'find', fields: ['person'], sort: ['createdAt'] })).toBe(false);
});

/** By `_id`, or by an index whose first field the filter names; a sort by what that index has next. */
function isServed({ collection, fields, sort }: NotedFilter): boolean {
  if (fields.includes('_id') && sort.every((field) => field === '_id')) return true;
  return (INDEXES[collection] ?? []).some(({ key }) => {
    const indexed = Object.keys(key);
    const [first = ''] = indexed;
    return (
      fields.includes(first) && sort.every((field, place) => indexed[place + 1] === field || indexed[place] === field)
    );
  });
}
