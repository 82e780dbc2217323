import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockFolder } from '../../../../server/database/embedded/folderLock.js';
import { isRunning, recordProcess, type RecordedProcess } from '../../../../server/database/embedded/processes.js';
import { temporaryFolder } from '../../../support/fakeExecutables.js';

const URI = 'mongodb://127.0.0.1:4711/broughtby';

async function leaveLock(folder: string, server: RecordedProcess, engine: RecordedProcess[] = []): Promise<void> {
  await writeFile(join(folder, 'server.lock'), JSON.stringify({ server, uri: URI, engine }));
}

function idle(): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function deadProcess(): Promise<RecordedProcess> {
  const child = idle();
  const recorded = await recordProcess(child.pid ?? 0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return recorded;
}

test('a folder that is held is refused with the address to share, until it is released', async () => {
  const folder = await temporaryFolder();
  const lock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(/still starting: wait until it prints/);
  await lock.announce(URI, []);
  await expect(lockFolder(folder)).rejects.toThrow(
    `(process ${process.pid}). To share it, start this one with MONGODB_URI=${URI} in its environment.`,
  );
  await lock.release();
  await (await lockFolder(folder)).release();
  expect(await readdir(folder)).toEqual([]);
});

test('of ten that want a folder at once, one gets it', async () => {
  const dead = await deadProcess();
  for (let round = 0; round < 20; round += 1) {
    const folder = await temporaryFolder();
    await leaveLock(folder, dead);
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['server.lock']);
  }
});

test('a guard that a killed process left behind holds nobody up for long', async () => {
  const folder = await temporaryFolder();
  const guard = join(folder, 'server.lock.guard');
  await writeFile(guard, '');
  await utimes(guard, new Date(), new Date(Date.now() - 2_800));
  await (await lockFolder(folder)).release();
  expect(await readdir(folder)).toEqual([]);
});

test('the lock of a dead server is taken over', async () => {
  const folder = await temporaryFolder();
  await leaveLock(folder, await deadProcess());
  await (await lockFolder(folder)).release();
});

test('the lock of a dead server whose process number another process has now is taken over', async () => {
  const folder = await temporaryFolder();
  const other = await recordProcess(process.pid);
  await leaveLock(folder, { pid: other.pid, started: `${other.started}0` });
  await (await lockFolder(folder)).release();
});

test('an engine that outlives its server is given time to end, and then ended', async () => {
  const folder = await temporaryFolder();
  const engine = await recordProcess(idle().pid ?? 0);
  await leaveLock(folder, await deadProcess(), [engine]);

  const started = performance.now();
  await lockFolder(folder);
  expect(performance.now() - started).toBeGreaterThan(1_000);
  expect(await isRunning(engine)).toBe(false);
});

test('another process that has the number of a dead engine now is left alone', async () => {
  const folder = await temporaryFolder();
  const other = await recordProcess(idle().pid ?? 0);
  await leaveLock(folder, await deadProcess(), [{ pid: other.pid, started: `${other.started}0` }]);
  await lockFolder(folder);
  expect(await isRunning(other)).toBe(true);
});

test.for([
  ['empty', ''],
  ['torn', '{"server":{"pid":1'],
  ['something else', '{}'],
] as const)('a lock file that is %s, and stays so, is taken over', async ([, text]) => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'server.lock'), text);
  await (await lockFolder(folder)).release();
});
