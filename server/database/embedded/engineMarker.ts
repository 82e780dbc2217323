import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EmbeddedDatabaseError } from './EmbeddedDatabaseError.js';

export const ENGINES = ['mongod', 'mongo-java-server'] as const;
export type Engine = (typeof ENGINES)[number];

/** Which engine wrote a folder's data, and the port it had, so that whoever shares it by address finds it there again. */
const markerSchema = z.object({ engine: z.enum(ENGINES), port: z.number().default(0) });
export type EngineMarker = z.infer<typeof markerSchema>;

const FILE = 'engine.json';

/** Each engine's files are in a folder of its own. */
export function engineFolder(dataDir: string, engine: Engine): string {
  return join(dataDir, engine);
}

/** Null for a folder without data. Data whose marker is lost counts as marked; anything unclear is an error. */
export async function readMarker(dataDir: string): Promise<EngineMarker | null> {
  const path = join(dataDir, FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return unmarkedData(dataDir);
  }
  const marker = parseMarker(text);
  if (marker) return marker;
  throw new EmbeddedDatabaseError(
    `${path} should say which database engine wrote the data in ${dataDir}, ${ENGINES.map((e) => `"${e}"`).join(' or ')}, ` +
      `but it says: ${text.slice(0, 200)}. Correct it (for example {"engine":"${ENGINES[0]}","port":0}), or set DATA_DIR ` +
      'to another folder to begin with an empty database.',
  );
}

export async function writeMarker(dataDir: string, marker: EngineMarker): Promise<void> {
  const path = join(dataDir, FILE);
  await writeFile(`${path}.new`, `${JSON.stringify(marker)}\n`);
  await rename(`${path}.new`, path);
}

function parseMarker(text: string): EngineMarker | null {
  try {
    return markerSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function unmarkedData(dataDir: string): Promise<EngineMarker | null> {
  const withData: Engine[] = [];
  for (const engine of ENGINES) {
    const files = await readdir(engineFolder(dataDir, engine)).catch(() => []);
    if (files.length > 0) withData.push(engine);
  }
  if (withData.length > 1) {
    throw new EmbeddedDatabaseError(
      `${dataDir} holds data of ${withData.join(' and of ')}, and ${FILE}, which says which of them counts, is missing. ` +
        `Write it there, for example {"engine":"${withData[0]}","port":0}, or set DATA_DIR to another folder.`,
    );
  }
  return withData[0] ? { engine: withData[0], port: 0 } : null;
}
