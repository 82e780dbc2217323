import persistedDocuments from '../../client/src/graphql/generated/persisted-documents.json' with { type: 'json' };

/** The id of a document that the built client ships, by its operation's name. */
export function documentIdOf(operation: string): string {
  const isIt = new RegExp(`(query|mutation) ${operation}\\b`);
  const found = Object.entries(persistedDocuments).find(([, text]) => isIt.test(text));
  if (found === undefined) throw new Error(`The client ships no document ${operation}`);
  return found[0];
}
