import type { TypedDocumentNode } from '@urql/core';
import type { TypedDocumentString } from './generated/graphql.js';

/**
 * A generated document as urql takes it. The client ships no texts: the server knows them by their hashes, so a document is its
 * kind, its name and its hash.
 */
export function trusted<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
): TypedDocumentNode<Result, Variables & object> {
  const { kind, name, hash } = document.__meta__ ?? {};
  const node: object = {
    kind: 'Document',
    documentId: hash,
    definitions: [
      {
        kind: 'OperationDefinition',
        operation: kind,
        name: { kind: 'Name', value: name },
        // urql prints every document, though the text is not sent.
        selectionSet: { kind: 'SelectionSet', selections: [] },
      },
    ],
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- urql looks at nothing else of it
  return node as TypedDocumentNode<Result, Variables & object>;
}
