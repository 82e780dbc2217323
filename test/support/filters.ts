import { appendFileSync } from 'node:fs';
import { inject } from 'vitest';
import type { SentCommand } from '../../server/database/connect.js';

/** A filter as a server sent it: its shape only, without values. */
export interface NotedFilter {
  collection: string;
  command: string;
  /** The fields that the filter names at its top level. */
  fields: string[];
  /** The fields that a find sorts by, in order. */
  sort: string[];
}

const noted = new Set<string>();

/** Notes each new shape of filter, to be held against the declared indexes after the run. */
export function noteFilters({ name, command }: SentCommand): void {
  for (const filter of filtersIn(name, command)) {
    const line = JSON.stringify(filter);
    if (noted.has(line)) continue;
    noted.add(line);
    appendFileSync(inject('filtersFile'), `${line}\n`);
  }
}

function filtersIn(name: string, command: Record<string, unknown>): NotedFilter[] {
  const collection = String(command[name]);
  const note = (filter: unknown, sort: unknown = {}): NotedFilter => ({
    collection,
    command: name,
    fields: Object.keys(Object(filter)),
    sort: sort instanceof Map ? [...sort.keys()] : Object.keys(Object(sort)),
  });
  switch (name) {
    case 'find':
      return [note(command['filter'], command['sort'])];
    case 'findAndModify':
      return [note(command['query'], command['sort'])];
    case 'update':
      return (command['updates'] as { q: unknown }[]).map(({ q }) => note(q));
    case 'delete':
      return (command['deletes'] as { q: unknown }[]).map(({ q }) => note(q));
    case 'aggregate':
      return (command['pipeline'] as { $match?: unknown }[])
        .filter((stage) => stage.$match)
        .map((stage) => note(stage.$match));
    default:
      return [];
  }
}
