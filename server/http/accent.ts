/** 0 to 255 each. */
type Color = readonly [red: number, green: number, blue: number];

const WHITE: Color = [255, 255, 255];
const BLACK: Color = [0, 0, 0];
/** The least favourable grounds that text in the accent colour stands on, in the light and in the dark. */
const LIGHT_GROUND: Color = [236, 239, 244];
const DARK_GROUND: Color = [38, 42, 51];
/** https://www.w3.org/TR/WCAG22/#contrast-minimum */
const MIN_CONTRAST = 4.5;
const STEP = 0.04;
/** How far a button's colour moves while it is held. */
const HELD_SHARE = 0.16;

/**
 * The custom properties that follow from the operator's colour, as a stylesheet: `--accent` and, for what stands on it, `--on-accent`;
 * `--accent-held` for a button under the pointer; `--accent-text` for links and outlines, which is readable on the page's ground in the
 * light and in the dark whatever the colour is. They win over a stylesheet's own.
 *
 * @param hex `#rrggbb`
 */
export function accentStyle(hex: string): string {
  const accent = parse(hex);
  const onAccent = contrast(accent, WHITE) >= MIN_CONTRAST ? WHITE : BLACK;
  const properties = {
    '--accent': accent,
    '--on-accent': onAccent,
    // Away from what stands on it, so that the contrast can only grow.
    '--accent-held': mix(accent, onAccent === WHITE ? BLACK : WHITE, HELD_SHARE),
    '--accent-text': readableOn(LIGHT_GROUND, accent, BLACK),
  };
  const light = Object.entries(properties).map(([name, color]) => `${name}:${format(color)}`);
  const dark = `--accent-text:${format(readableOn(DARK_GROUND, accent, WHITE))}`;
  return `:root:root{${light.join(';')}}@media (prefers-color-scheme:dark){:root:root{${dark}}}`;
}

/** How well one colour is read on the other: 1 to 21. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: Color, other: Color): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: Color): number {
  const [red = 0, green = 0, blue = 0] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The colour itself, or as little of the other mixed into it as makes it readable. */
function readableOn(ground: Color, color: Color, towards: Color): Color {
  let share = 0;
  while (share < 1 && contrast(mix(color, towards, share), ground) < MIN_CONTRAST) share += STEP;
  return mix(color, towards, Math.min(share, 1));
}

function mix([red, green, blue]: Color, other: Color, share: number): Color {
  const between = (from: number, to: number) => Math.round(from + (to - from) * share);
  return [between(red, other[0]), between(green, other[1]), between(blue, other[2])];
}

function parse(hex: string): Color {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function format(color: Color): string {
  return `#${color.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
