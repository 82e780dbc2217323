const ISO_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?) ?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Reads a time of Recall's: ISO 8601, with or without zone. Without one it is UTC, where `Date.parse` alone would take
 * it for the server's own zone.
 *
 * @returns ms since 1970, or null
 */
export function readTime(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const [, date, time, zone = 'Z'] = ISO_TIME.exec(value) ?? [];
  if (date === undefined || time === undefined) return null;
  const at = Date.parse(`${date}T${time}${zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`);
  return Number.isNaN(at) ? null : at;
}
