import { createHash } from 'node:crypto';
import { GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { type Connection, Schema } from 'mongoose';

/** The collection `documents`: a document that a built client ships. */
interface TrustedDocument {
  /** SHA-256 of the text, in hex. */
  _id: string;
  shape: 1;
  text: string;
}

const documentSchema = new Schema<TrustedDocument>(
  {
    _id: { type: String, required: true },
    shape: { type: Number, required: true },
    text: { type: String, required: true },
  },
  { versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
);

export type FoundDocument =
  | { kind: 'found'; text: string }
  | { kind: 'unknown' }
  /** A newer client's document, which this server's schema cannot run: another server can. */
  | { kind: 'server_older' };

/** The documents that callers without an API key may run, by hash. Servers share theirs, so that clients of other versions keep working. */
export interface TrustedDocuments {
  find(id: string): Promise<FoundDocument>;
  /** Puts this server's own into the shared collection. */
  publish(): Promise<void>;
}

/** With the prefix as the GraphQL over HTTP specification writes document ids, or without as older clients send them. */
const HASH = /^(?:sha256:)?([0-9a-f]{64})$/;

/** @param own the texts by hash, as code generation writes them @throws TypeError for a text that is not its hash's */
export function createTrustedDocuments(deps: {
  connection: Connection;
  schema: GraphQLSchema;
  own: Readonly<Record<string, string>>;
}): TrustedDocuments {
  const model = deps.connection.model<TrustedDocument>('TrustedDocument', documentSchema, 'documents');
  const known = new Map<string, FoundDocument>();
  for (const [id, text] of Object.entries(deps.own)) {
    const hash = sha256(text);
    if (hashIn(id) !== hash)
      throw new TypeError(`The trusted document ${id} does not have that hash; run npm run codegen`);
    known.set(hash, { kind: 'found', text });
  }

  return {
    async find(id) {
      const hash = hashIn(id);
      if (hash === null) return { kind: 'unknown' };
      const remembered = known.get(hash);
      if (remembered !== undefined) return remembered;
      const stored = await model.findOne({ _id: hash }).lean();
      if (stored === null || sha256(stored.text) !== hash) return { kind: 'unknown' };
      const found: FoundDocument = canRun(deps.schema, stored.text)
        ? { kind: 'found', text: stored.text }
        : { kind: 'server_older' };
      known.set(hash, found);
      return found;
    },

    async publish() {
      for (const text of Object.values(deps.own)) {
        await model.updateOne({ _id: sha256(text) }, { $setOnInsert: { shape: 1, text } }, { upsert: true });
      }
    },
  };
}

function canRun(schema: GraphQLSchema, text: string): boolean {
  try {
    return validate(schema, parse(text)).length === 0;
  } catch (error) {
    if (error instanceof GraphQLError) return false;
    throw error;
  }
}

function hashIn(id: string): string | null {
  return HASH.exec(id)?.[1] ?? null;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
