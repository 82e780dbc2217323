import { appendFileSync } from 'node:fs';
import { inject } from 'vitest';
import type { SentCommand } from '../../server/database/connect.js';

/** Notes each new shape of update that a server sends to the bots: `["$inc.revision", "$set.updatedAt", …]`, one a line. */
export function noteBotUpdates({ name, command }: SentCommand): void {
  if (command[name] !== 'bots') return;
  for (const update of updatesIn(name, command)) {
    const changes = Object.entries(Object(update)).flatMap(([operator, fields]) =>
      Object.keys(Object(fields)).map((field) => `${operator}.${field}`),
    );
    const line = JSON.stringify(changes.toSorted((one, other) => one.localeCompare(other)));
    if (noted.has(line)) continue;
    noted.add(line);
    appendFileSync(inject('botUpdatesFile'), `${line}\n`);
  }
}

const noted = new Set<string>();

function updatesIn(name: string, command: Record<string, unknown>): unknown[] {
  if (name === 'findAndModify') return [command['update']];
  return name === 'update' ? (command['updates'] as { u: unknown }[]).map(({ u }) => u) : [];
}
