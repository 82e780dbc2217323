import type { Database } from '../../server/database/connect.js';

/** What is not of anybody, and changes by itself. */
const OWN_AFFAIRS = new Set(['leases', 'documents']);

/** The whole database, collection by collection, but for who is sweeping what and for GraphQL documents. */
export async function storedDocuments({ connection }: Database): Promise<Record<string, Record<string, unknown>[]>> {
  const collections = await connection.listCollections();
  const names = collections.map(({ name }) => name).filter((name) => !OWN_AFFAIRS.has(name));
  const all = await Promise.all(
    names.toSorted().map(async (name) => {
      const documents = await connection.collection(name).find().sort({ _id: 1 }).toArray();
      return [name, documents] as const;
    }),
  );
  return Object.fromEntries(all);
}

/** The collections in which any of these texts is found: ids, names, e-mail addresses, tokens. */
export async function collectionsWith(database: Database, texts: readonly string[]): Promise<string[]> {
  const collections = await database.connection.listCollections();
  const found = await Promise.all(
    collections.map(async ({ name }) => {
      const shown = JSON.stringify(await database.connection.collection(name).find().toArray());
      return texts.some((text) => shown.includes(text)) ? [name] : [];
    }),
  );
  return found.flat();
}
