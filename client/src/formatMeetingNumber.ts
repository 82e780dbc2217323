/** Digits in groups, as Zoom writes them: `851 2345 6789`. */
export function formatMeetingNumber(number: string): string {
  const middle = number.length > 10 ? 7 : 6;
  return [number.slice(0, 3), number.slice(3, middle), number.slice(middle)].join(' ').trim();
}
