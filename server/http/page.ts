import type { FastifyReply } from 'fastify';
import { accentStyle } from './accent.js';
import { type Look, styleSources } from './look.js';

/** HTML that may be put into a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = string | Html | readonly Html[] | null;

/** A template whose values are escaped, unless they are HTML already. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(parts.map((part, index) => part + render(values[index] ?? null)).join(''));
}

function render(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return escape(value);
  return value instanceof Html ? value.text : value.map(({ text }) => text).join('');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** One column from 320 px on, the reader's own font and colour scheme. Contrasts are at least 4.5 : 1; a test measures them. */
const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #12151a; --quiet: #565e6c; --ground: #fff; --field: #f3f5f9; --line: #d6dbe4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #f1f3f7; --quiet: #a7afbd; --ground: #14161b; --field: #1e2128; --line: #373d48;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main { max-width: 29rem; margin: 0 auto; padding: 0 1.5rem; }
header { display: flex; align-items: center; gap: 0.5rem; padding-top: 1.5rem; font-size: 1rem; font-weight: 600; }
header svg { width: 1.375rem; height: 1.375rem; fill: var(--accent-text); flex: none; }
main { padding-top: min(14vh, 7rem); padding-bottom: 3rem; }
h1 { margin: 0 0 1rem; font-size: clamp(1.75rem, 1.3rem + 2.2vw, 2.25rem); line-height: 1.15; font-weight: 700; letter-spacing: -0.015em; text-wrap: balance; }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.125rem; line-height: 1.3; }
p, ul, pre { margin: 0 0 1rem; }
p, li { text-wrap: pretty; }
ul { padding-left: 1.25rem; }
li { margin-bottom: 0.5rem; }
.quiet { color: var(--quiet); font-size: 0.9375rem; }
a { color: var(--accent-text); text-underline-offset: 0.15em; }
code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.875em; }
pre, .copy code { padding: 0.875rem 1rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--field); }
pre { white-space: pre-wrap; line-height: 1.45; }
.copy code { display: block; font-size: 0.875rem; -webkit-user-select: all; user-select: all; }
.action {
  display: block; width: 100%; margin: 1.75rem 0; padding: 0.8125rem 1.25rem; border: 1px solid transparent; border-radius: 0.75rem;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
}
.action:hover, .action:active { background: var(--accent-held); }
:focus-visible { outline: 3px solid var(--accent-text); outline-offset: 3px; border-radius: 0.25rem; }
.action:focus-visible { border-radius: 0.75rem; }
@media (prefers-reduced-motion: no-preference) { .action { transition: background-color 120ms; } }
@media (forced-colors: active) { header svg { fill: CanvasText; } .action { border-color: currentcolor; } }
body:has(pre) > * { max-width: 52rem; }
`;

/** For the content security policy: the one inline style that pages carry. */
export function pageStyleSources(look: Look): string[] {
  return styleSources(styleElement(look).text);
}

// Exactly what is hashed, to the last space.
function styleElement({ accentColor }: Look): Html {
  return new Html(`<style>${accentStyle(accentColor)}${STYLE}</style>`);
}

const MARK = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <circle cx="9.5" cy="9.5" r="8.5" />
  <circle cx="19" cy="19" r="4" />
</svg>`;

/** Sends a page: one sentence, what else there is to say, and one action. Never stored by a cache, so that no copy lacks its headers. */
export function sendPage(reply: FastifyReply, status: number, page: { sentence: string; body: Html }): FastifyReply {
  const { look } = reply.server;
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${page.sentence} · ${look.appName}</title>
        ${styleElement(look)}
      </head>
      <body>
        <header>${MARK} ${look.appName}</header>
        <main>
          <h1>${page.sentence}</h1>
          ${page.body}
        </main>
      </body>
    </html> `;
  return reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(document.text);
}

/** The one action of a page, as a link. An empty `href` loads the same address again. */
export function action(href: string, label: string): Html {
  return html`<a class="action" href="${href}">${label}</a>`;
}
