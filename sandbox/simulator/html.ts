/** Markup that is safe to send: made by `html`, with everything put into it escaped. */
export interface Html {
  readonly markup: string;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

type Part = string | number | Html | readonly Part[] | undefined | false;

/** Template tag: strings are escaped, `Html` and lists of it are put in as they are, `undefined` and `false` are nothing. */
export function html(texts: TemplateStringsArray, ...parts: Part[]): Html {
  return { markup: texts.reduce((all, text, place) => all + render(parts[place - 1]) + text) };
}

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') {
    return String(part).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
  }
  return 'markup' in part ? part.markup : part.map(render).join('');
}
