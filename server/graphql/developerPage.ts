import type { FastifyReply } from 'fastify';
import { print } from 'graphql';
import { html, sendPage } from '../http/page.js';
import { typeDefs } from './typeDefs.generated.js';

/** A page for developers: how to call the API, and the schema. Without scripts; shown only where the operator switched it on. */
export function developerPage(reply: FastifyReply, baseUrl: string): FastifyReply {
  const example = `curl ${baseUrl}/graphql \\
  -H 'Authorization: Bearer YOUR_API_KEY' -H 'Content-Type: application/json' \\
  -d '{"query":"{ viewer { apiKey } }"}'`;
  return sendPage(reply, 200, {
    sentence: 'The GraphQL API',
    body: html`<p>POST a document with an API key of API_KEYS:</p>
      <pre>${example}</pre>
      <h2>schema.graphql</h2>
      <pre>${print(typeDefs)}</pre>`,
  });
}
