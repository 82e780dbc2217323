import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** HTML that may be put into a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

/** A template whose values are escaped, unless they are HTML already. */
export function html(parts: TemplateStringsArray, ...values: (string | Html | null)[]): Html {
  const rendered = values.map((value) => (value === null ? '' : value instanceof Html ? value.text : escape(value)));
  return new Html(parts.map((part, index) => part + (rendered[index] ?? '')).join(''));
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const STYLE = `
:root { color-scheme: light dark; --text: #1c1f23; --quiet: #5a6270; --ground: #fff; --accent: #0b5cff; --on-accent: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --text: #f2f4f7; --quiet: #a8b0bd; --ground: #17191d; --accent: #7aa5ff; --on-accent: #0c1830; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 30rem; margin: 0 auto; padding: 15vh 1.25rem 2rem; }
h1 { margin: 0 0 0.75rem; font-size: 1.6rem; line-height: 1.25; font-weight: 650; text-wrap: balance; }
p { margin: 0 0 1rem; }
.quiet { color: var(--quiet); font-size: 0.9rem; }
.action { display: block; width: 100%; margin: 1.5rem 0; padding: 0.8rem 1rem; border: 0; border-radius: 0.6rem; background: var(--accent);
  color: var(--on-accent); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; }
.action:focus-visible { outline: 3px solid var(--text); outline-offset: 2px; }
code { display: block; padding: 0.75rem 1rem; border: 1px solid var(--quiet); border-radius: 0.6rem; font-size: 1.05rem; overflow-wrap: anywhere; user-select: all; }
`;

/** For the content security policy: the one inline style that pages carry. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** Sends a page: one sentence, what else there is to say, and one action. Never stored by a cache, so that no copy lacks its headers. */
export function sendPage(reply: FastifyReply, status: number, page: { sentence: string; body: Html }): FastifyReply {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.sentence} · Broughtby</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <h1>${page.sentence}</h1>
          ${page.body}
        </main>
      </body>
    </html> `;
  return reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(document.text);
}

/** The one action of a page, as a link. */
export function action(href: string, label: string): Html {
  return html`<a class="action" href="${href}">${label}</a>`;
}
