import { html, type Html } from './html.js';

/** System fonts, the reader's own colour scheme, no script. */
const STYLE = `
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6875; --line: #d9dfe6; --paper: #ffffff; --back: #f4f6f8; --accent: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaef; --soft: #9aa7b4; --line: #36414d; --paper: #1b222a; --back: #12171d; --accent: #7db8f5; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .5rem 0; }
a { color: var(--accent); }
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: .875rem/1.45 ui-monospace, monospace; margin: .5rem 0; }
.soft { color: var(--soft); }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.25rem; margin: 1rem 0; }
ul.plain { list-style: none; margin: .5rem 0; padding: 0; }
ul.plain > li { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; justify-content: space-between; padding: .4rem 0; border-top: 1px solid var(--line); }
ul.plain > li:first-child { border-top: 0; }
fieldset { border: 0; margin: 1rem 0; padding: 0; }
legend { font-weight: 600; padding: 0; }
label { display: flex; gap: .6rem; align-items: baseline; padding: .35rem 0; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
select, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: .45rem; padding: .4rem .9rem; min-height: 2.5rem; }
button { cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--paper); }
details { margin-top: .75rem; }
summary { cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

/** A whole document around `body`. */
export function renderPage(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${{ markup: STYLE }}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `.markup;
}
