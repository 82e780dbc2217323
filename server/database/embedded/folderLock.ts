import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pid as ownPid } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { EmbeddedDatabaseError } from './EmbeddedDatabaseError.js';
import { awaitEnd, isRunning, recordedProcessSchema, recordProcess } from './processes.js';

/** How long the engine of a dead server may take to end by itself. */
const ENGINE_END_MS = 2_500;
/** How often it is tried again while another server is about to take the folder. */
const BUSY_INTERVAL_MS = 20;
/** A guard is held for less than a millisecond; one this old was left by a process that was killed within it. */
const GUARD_ABANDONED_MS = 3_000;

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

  for (;;) {
    const found = readLock(path);
    const holder = parseHolder(found);
    if (holder) {
      if (await isRunning(holder.server)) throw inUse(folder, holder);
      await Promise.all(holder.engine.map((engine) => awaitEnd(engine, ENGINE_END_MS)));
    }
    const outcome = replaceLock(path, found, own);
    if (outcome === 'replaced') break;
    if (outcome === 'busy') await delay(BUSY_INTERVAL_MS);
  }

  return {
    async announce(uri, enginePids) {
      writeLock(path, { ...own, uri, engine: await Promise.all(enginePids.map(recordProcess)) });
    },
    async release() {
      await rm(path, { force: true });
    },
  };
}

/** Null when there is none. */
function readLock(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Null for what no server has written: a lock is never half written. */
function parseHolder(text: string | null): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return null;
  }
}

/**
 * Writes the lock if it still is what the caller has read (`found`): of many that see the same dead holder, one wins.
 * A guard file makes reading and writing one step; it is held without giving way to anything else in this process, so
 * only a process that is killed within it leaves one behind.
 */
function replaceLock(path: string, found: string | null, own: Holder): 'replaced' | 'changed' | 'busy' {
  const guard = `${path}.guard`;
  try {
    closeSync(openSync(guard, 'wx'));
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    removeIfAbandoned(guard);
    return 'busy';
  }
  try {
    if (readLock(path) !== found) return 'changed';
    writeLock(path, own);
    return 'replaced';
  } finally {
    rmSync(guard, { force: true });
  }
}

function removeIfAbandoned(guard: string): void {
  const made = statSync(guard, { throwIfNoEntry: false })?.mtimeMs;
  if (made !== undefined && Date.now() - made > GUARD_ABANDONED_MS) rmSync(guard, { force: true });
}

/** Readers see the former lock or this one, and nothing in between. */
function writeLock(path: string, holder: Holder): void {
  const next = `${path}.${randomUUID()}`;
  writeFileSync(next, JSON.stringify(holder), { mode: 0o600 });
  renameSync(next, path);
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
