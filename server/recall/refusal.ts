import { isRecord } from './isRecord.js';

/** Bounds of what is kept of an error answer, which is shown to people. */
const MAX_MESSAGE_CHARACTERS = 300;
const MAX_CODE_CHARACTERS = 100;
const MAX_FIELDS = 20;
const MAX_MESSAGES_PER_FIELD = 5;
const MAX_DEPTH = 5;

export interface FieldErrors {
  /** The path of the field in the request, with dots: `recording_config.retention.hours`. */
  readonly field: string;
  readonly messages: readonly string[];
}

export interface Refusal {
  /** Recall's word, or `http_<status>` where it gives none. */
  readonly code: string;
  readonly message: string;
  readonly fieldErrors: readonly FieldErrors[];
  /** Who can do something about it: the person who asked for the bot, or the operator of this deployment. */
  readonly whose: 'person' | 'operator';
}

/** The fields of Create Bot that hold what a person typed. */
const FIELDS_OF_THE_PERSON: ReadonlySet<string> = new Set(['meeting_url', 'bot_name']);
/** Members of an error body that are not fields of the request. */
const NOT_FIELDS: ReadonlySet<string> = new Set(['code', 'message', 'detail', 'errors', 'status']);

/**
 * Reads an error answer of Recall's (https://docs.recall.ai/reference/errors). Known forms:
 * `{code, message, errors: {field: [message]}}`, `{code, detail}`, `{detail}`, and the bare `{field: [message]}`.
 *
 * Recall may quote what it was sent. So words that look like addresses or parameters are replaced, and so is every
 * text in `secrets`.
 *
 * @param body parsed JSON, or undefined when it was none
 */
export function readRefusal(status: number, body: unknown, secrets: readonly string[]): Refusal {
  const answer = isRecord(body) ? body : {};
  const clean = (text: string): string => withoutSecrets(text, secrets);
  const fieldErrors = collectFieldErrors(answer['errors'] ?? bareFieldErrors(answer), clean);
  const message = [answer['message'], answer['detail']].find((text): text is string => typeof text === 'string');
  return {
    code: codeOf(answer['code']) ?? `http_${status}`,
    message: clean(message ?? `Recall answered with status ${status}`),
    fieldErrors,
    whose: whoseFault(status, fieldErrors),
  };
}

function codeOf(code: unknown): string | null {
  return typeof code === 'string' && code.length <= MAX_CODE_CHARACTERS && /^[\w.-]+$/.test(code) ? code : null;
}

/** Only where every complaint is about what the person typed can the person put it right. */
function whoseFault(status: number, fieldErrors: readonly FieldErrors[]): Refusal['whose'] {
  const isPersons =
    status === 400 &&
    fieldErrors.length > 0 &&
    fieldErrors.every(({ field }) => FIELDS_OF_THE_PERSON.has(field.split('.', 1)[0] ?? ''));
  return isPersons ? 'person' : 'operator';
}

function bareFieldErrors(answer: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answer).filter(
      ([name, value]) => !NOT_FIELDS.has(name) && typeof value === 'object' && value !== null,
    ),
  );
}

/** Nested serializers complain in nested objects; lists of texts are the complaints. */
function collectFieldErrors(errors: unknown, clean: (text: string) => string): FieldErrors[] {
  const found: FieldErrors[] = [];
  function collect(value: unknown, path: readonly string[], depth: number): void {
    if (found.length >= MAX_FIELDS || depth > MAX_DEPTH || typeof value !== 'object' || value === null) return;
    const texts = Object.values(value).filter((one): one is string => typeof one === 'string');
    if (texts.length > 0) {
      const field = clean(path.join('.') || 'non_field_errors');
      found.push({ field, messages: texts.slice(0, MAX_MESSAGES_PER_FIELD).map(clean) });
    }
    for (const [name, member] of Object.entries(value)) {
      collect(member, Array.isArray(value) ? path : [...path, name], depth + 1);
    }
  }
  collect(errors, [], 0);
  return found;
}

/** @returns the text, cut to a length that can be shown, with nothing in it that opens anything */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  // Cut first, so that the work is bounded, and generously, so that no secret is cut in half at the end that is kept.
  let clean = text.slice(0, 10 * MAX_MESSAGE_CHARACTERS);
  for (const secret of secrets) clean = clean.replaceAll(secret, '[…]');
  clean = clean
    .split(/(\s+)/)
    .map((word) => (/:\/\/|\?\w|[&=]|%3d/i.test(word) ? '[…]' : word))
    .join('');
  return clean.length > MAX_MESSAGE_CHARACTERS ? `${clean.slice(0, MAX_MESSAGE_CHARACTERS - 1)}…` : clean;
}

/** Shorter ones would be found in innocent words. */
const MIN_SECRET_CHARACTERS = 4;

/** The texts in a request's URLs that open something: their parameters' values, as they stand and decoded. */
export function secretsIn(urls: readonly string[]): string[] {
  const secrets = new Set<string>();
  for (const url of urls) {
    secrets.add(url);
    for (const parameter of url.split('?').slice(1).join('?').split('&')) {
      const value = parameter.slice(parameter.indexOf('=') + 1);
      secrets.add(value);
      secrets.add(decoded(value));
    }
  }
  return [...secrets].filter((secret) => secret.length >= MIN_SECRET_CHARACTERS);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
