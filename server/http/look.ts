import { createHash } from 'node:crypto';

/** How the product looks to people; its operator decides. */
export interface Look {
  appName: string;
  /** `#rrggbb` */
  accentColor: string;
  privacyUrl: string | null;
  supportUrl: string | null;
}

declare module 'fastify' {
  interface FastifyInstance {
    look: Look;
  }
}

/** For the content security policy: the sources that allow exactly the inline styles of a document. */
export function styleSources(document: string): string[] {
  return [...document.matchAll(/<style>([^]*?)<\/style>/g)].map(
    ([, style = '']) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  );
}
