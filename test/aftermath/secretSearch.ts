/** A secret that was issued or configured during the run. */
export interface NotedSecret {
  kind: string;
  value: string;
}

export interface Finding {
  kind: string;
  /** How it was written: raw, base64, hex or percent-encoded. */
  form: string;
  place: string;
}

/** Secrets are searched by pieces of this length, so that one that was cut is found as long as about two pieces of it are left. */
const PIECE = 12;
/** A piece that so many secrets have in common is a form (a JWT's header, a prefix), not a secret. */
const COMMON = 3;

/**
 * Finds secrets in texts and files: raw, in base64 (either alphabet, at any offset), in hex, percent-encoded, whole or cut. Secrets
 * shorter than a piece, such as passcodes, are found raw and whole, and only where a word begins and ends, in texts.
 */
export class SecretSearch {
  /** Piece → what it is of. */
  readonly #pieces = new Map<string, { kind: string; form: string }>();
  readonly #short = new Map<string, string>();
  /** Hashes of the pieces, to pass over nearly everything quickly. */
  readonly #hashes = new Set<number>();

  constructor(secrets: readonly NotedSecret[]) {
    const owners = new Map<string, Set<string>>();
    for (const { kind, value } of secrets) {
      if (value.length < PIECE) {
        this.#short.set(value, kind);
        continue;
      }
      for (const [form, text] of formsOf(value)) {
        for (const piece of piecesOf(text)) {
          owners.set(piece, (owners.get(piece) ?? new Set()).add(value));
          this.#pieces.set(piece, { kind, form });
        }
      }
    }
    for (const [piece, values] of owners) {
      if (values.size >= COMMON) this.#pieces.delete(piece);
    }
    for (const piece of this.#pieces.keys()) this.#hashes.add(hashOf(piece));
  }

  get size(): number {
    return this.#pieces.size + this.#short.size;
  }

  /** @param hay bytes are searched as Latin-1, so that ASCII secrets are found in any file */
  in(place: string, hay: string | Buffer): Finding[] {
    const text = typeof hay === 'string' ? hay : hay.toString('latin1');
    const findings = new Map<string, Finding>();
    let hash = 0;
    for (let end = 0; end < text.length; end += 1) {
      hash =
        (Math.imul(hash, BASE) +
          text.charCodeAt(end) -
          (end < PIECE ? 0 : Math.imul(text.charCodeAt(end - PIECE), TOP))) |
        0;
      if (end < PIECE - 1 || !this.#hashes.has(hash)) continue;
      const found = this.#pieces.get(text.slice(end - PIECE + 1, end + 1));
      if (found !== undefined) findings.set(`${found.kind} ${found.form}`, { ...found, place });
    }
    if (typeof hay === 'string') {
      for (const word of text.matchAll(/[A-Za-z0-9]+/g)) {
        const kind = this.#short.get(word[0]);
        if (kind !== undefined) findings.set(`${kind} raw`, { kind, form: 'raw', place });
      }
    }
    return [...findings.values()];
  }
}

const BASE = 31;
const TOP = Array.from({ length: PIECE }).reduce<number>((product) => Math.imul(product, BASE), 1);

function hashOf(piece: string): number {
  let hash = 0;
  for (let index = 0; index < piece.length; index += 1) hash = (Math.imul(hash, BASE) + piece.charCodeAt(index)) | 0;
  return hash;
}

function formsOf(value: string): [form: string, text: string][] {
  const bytes = Buffer.from(value);
  // In base64 the same text looks different at each offset modulo 3; what depends on its neighbours is cut off.
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return encoded.slice(offset === 0 ? 0 : 4, -4);
  });
  return [
    ['raw', value],
    ...base64.flatMap((text): [string, string][] => [
      ['base64', text],
      ['base64', text.replaceAll('+', '-').replaceAll('/', '_')],
    ]),
    ['hex', bytes.toString('hex')],
    ['hex', bytes.toString('hex').toUpperCase()],
    ['percent-encoded', encodeURIComponent(value)],
  ];
}

/** Pieces side by side, and the last one flush with the end: any stretch of two pieces' length holds one of them. */
function piecesOf(text: string): string[] {
  if (text.length < PIECE) return [];
  const starts = [];
  for (let start = 0; start + PIECE <= text.length; start += PIECE) starts.push(start);
  return [...starts, text.length - PIECE].map((start) => text.slice(start, start + PIECE));
}
