import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { findExecutable } from '../../server/database/embedded/findExecutable.js';

export type FakeMongodMode = 'well' | 'old' | 'broken' | 'stubborn';

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'broughtby-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder for a PATH, with a `mongod` in it that only pretends. */
export async function folderWithFakeMongod(mode: FakeMongodMode): Promise<string> {
  const folder = await temporaryFolder();
  const script = fileURLToPath(new URL('fakeMongod.mjs', import.meta.url));
  await writeFile(join(folder, 'mongod'), `#!/bin/sh\nexec '${process.execPath}' '${script}' ${mode} "$@"\n`);
  await chmod(join(folder, 'mongod'), 0o755);
  return folder;
}

/** A folder for a PATH with this machine's own `java` and `mvn`, and nothing else; null when it has no Java. */
export async function folderWithJava(): Promise<string | null> {
  const folder = join(await temporaryFolder(), 'bin');
  await mkdir(folder);
  for (const name of ['java', 'mvn']) {
    const file = await findExecutable(name, process.env.PATH ?? '');
    if (!file) return null;
    await symlink(file, join(folder, name));
  }
  return folder;
}
