import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const WAIT_TIMEOUT_MS = 30_000;

/** A simulator's whole state: plain data in memory, kept in a file where there is one. */
export interface Store<Data> {
  readonly data: Data;
  /** There was no file to go on from. */
  readonly isNew: boolean;
  /** Rises with each change, across restarts too. */
  readonly revision: number;
  /** To be called after each change. */
  changed(): void;
  /** Resolves when everything changed so far is in the file; at once without a file. */
  saved(): Promise<void>;
  /** Calls back after each change until the returned function is called. */
  onChange(listener: () => void): () => void;
  waitFor<T>(
    ask: (data: Data) => T | undefined | null | false,
    what: string,
    options?: { timeoutMs?: number },
  ): Promise<T>;
  close(): Promise<void>;
}

interface Saved<Data> {
  shape: number;
  revision: number;
  data: Data;
}

/** @throws when the file is damaged or of another shape: starting afresh would lose what its reader relies on. */
export async function openStore<Data>(options: {
  file: string | undefined;
  /** Version of the data's shape. */
  shape: number;
  initial: () => Data;
}): Promise<Store<Data>> {
  const { file, shape } = options;
  const known = file === undefined ? undefined : await read<Data>(file, shape);
  const data = known?.data ?? options.initial();
  let revision = known?.revision ?? 1;
  let savedRevision = known?.revision ?? 0;
  let writing: Promise<void> | undefined;
  let closed = false;
  const listeners = new Set<() => void>();

  // Changes that come while one write is under way share the next one; nobody is answered before theirs is done.
  async function saved(): Promise<void> {
    if (file === undefined) return;
    const wanted = revision;
    while (savedRevision < wanted) {
      writing ??= write(file).finally(() => {
        writing = undefined;
      });
      await writing;
    }
  }

  async function write(target: string): Promise<void> {
    const current = revision;
    const content: Saved<Data> = { shape, revision: current, data };
    await mkdir(dirname(target), { recursive: true });
    await writeFile(`${target}.new`, JSON.stringify(content), { mode: 0o600 });
    await rename(`${target}.new`, target);
    savedRevision = current;
  }

  function onChange(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    data,
    isNew: known === undefined,
    get revision() {
      return revision;
    },
    changed() {
      if (closed) return;
      revision += 1;
      for (const listener of listeners) listener();
      // What no request waits for (a bot's own life) is written too.
      if (file !== undefined) saved().catch(() => {});
    },
    saved,
    onChange,
    waitFor(ask, what, { timeoutMs = WAIT_TIMEOUT_MS } = {}) {
      const asked = new Error(`Waited ${timeoutMs} ms in vain for: ${what}`);
      return new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          forget();
          clearTimeout(timer);
          act();
        };
        const look = () => {
          try {
            const found = ask(data);
            if (found !== undefined && found !== null && found !== false) settle(() => resolve(found));
          } catch (error) {
            settle(() => reject(error instanceof Error ? error : new Error(String(error))));
          }
        };
        const timer = setTimeout(() => settle(() => reject(asked)), timeoutMs);
        const forget = onChange(look);
        look();
      });
    },
    async close() {
      closed = true;
      await saved();
      listeners.clear();
    },
  };
}

async function read<Data>(file: string, shape: number): Promise<Saved<Data> | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let content: Saved<Data>;
  try {
    content = JSON.parse(text) as Saved<Data>;
  } catch (error) {
    throw new Error(`${file} is damaged. Remove it to start this simulator afresh.`, { cause: error });
  }
  if (content.shape !== shape) {
    throw new Error(`${file} was written by another version. Remove it to start this simulator afresh.`);
  }
  return content;
}
