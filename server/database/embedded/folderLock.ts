import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pid as ownPid } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { EmbeddedDatabaseError } from './EmbeddedDatabaseError.js';
import { awaitEnd, isRunning, recordedProcessSchema, recordProcess } from './processes.js';

/** How long the engine of a dead server may take to end by itself. */
const ENGINE_END_MS = 2_500;
const READ_ATTEMPTS = 10;
const READ_INTERVAL_MS = 50;

const holderSchema = z.object({
  server: recordedProcessSchema,
  /** Not known yet while the engine starts. */
  uri: z.string().nullable(),
  engine: z.array(recordedProcessSchema),
});
type Holder = z.infer<typeof holderSchema>;

export interface FolderLock {
  /** Tells others how to share the database, and which processes to wait for should this one die. */
  announce(uri: string, enginePids: number[]): Promise<void>;
  release(): Promise<void>;
}

/**
 * Claims a data folder for this process, or throws an `EmbeddedDatabaseError` that says how to share what the present
 * holder runs there. Takes over from a dead holder once its engine has ended.
 *
 * The engines lock their own files as well, so the data is safe even where this file is not seen (a folder that two
 * machines or containers share).
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'server.lock');
  const own: Holder = { server: await recordProcess(ownPid), uri: null, engine: [] };

  while (!(await createFile(path, JSON.stringify(own)))) {
    const found = await readHolder(path);
    if (found === null) continue;
    if (found.holder) {
      if (await isRunning(found.holder.server)) throw inUse(folder, found.holder);
      await Promise.all(found.holder.engine.map((engine) => awaitEnd(engine, ENGINE_END_MS)));
    }
    await removeStale(path, found.text);
  }

  return {
    async announce(uri, enginePids) {
      const engine = await Promise.all(enginePids.map(recordProcess));
      const next = `${path}.${randomUUID()}`;
      await writeFile(next, JSON.stringify({ ...own, uri, engine } satisfies Holder));
      await rename(next, path);
    },
    async release() {
      await rm(path, { force: true });
    },
  };
}

async function createFile(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Null when the file is gone; without a holder when it stays unreadable, longer than anybody needs to write it. */
async function readHolder(path: string): Promise<{ text: string; holder: Holder | null } | null> {
  let text = '';
  for (let attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
    try {
      text = await readFile(path, 'utf8');
      return { text, holder: holderSchema.parse(JSON.parse(text)) };
    } catch (error) {
      if (isCode(error, 'ENOENT')) return null;
      if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    }
    await delay(READ_INTERVAL_MS);
  }
  return { text, holder: null };
}

/** Two servers may find the same stale file: what is moved away is looked at once more before it goes. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    const moved = await readFile(aside, 'utf8');
    if (moved !== stale) await createFile(path, moved);
    await rm(aside);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

function inUse(folder: string, { server, uri }: Holder): EmbeddedDatabaseError {
  const running = `The database in ${folder} belongs to a server that is running (process ${server.pid}).`;
  return new EmbeddedDatabaseError(
    uri === null
      ? `${running} It is still starting: wait until it prints its database's address, and start this one with ` +
          'MONGODB_URI set to that address.'
      : `${running} To share it, start this one with MONGODB_URI=${uri} in its environment. To have a database of its ` +
          'own, set DATA_DIR to another folder.',
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
