import { assert, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accentStyle } from '../../../server/http/accent.js';

/** https://www.w3.org/TR/WCAG22/#contrast-minimum */
const MIN_CONTRAST = 4.5;
const GROUNDS = { light: ['#ffffff', '#f3f5f9'], dark: ['#14161b', '#1e2128'] };

const color = integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

/** Measured by code of its own, so that a slip in the server's arithmetic shows. */
function contrast(one: string, other: string): number {
  const [high, low] = [Math.max(luminance(one), luminance(other)), Math.min(luminance(one), luminance(other))];
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  return [0.2126, 0.7152, 0.0722].reduce((sum, weight, place) => {
    const share = Number.parseInt(hex.slice(1 + place * 2, 3 + place * 2), 16) / 255;
    return sum + weight * (share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4));
  }, 0);
}

function propertiesOf(style: string) {
  const [light = '', dark = ''] = style.split('@media (prefers-color-scheme:dark)');
  return {
    accent: colorOf(light, '--accent'),
    onAccent: colorOf(light, '--on-accent'),
    held: colorOf(light, '--accent-held'),
    text: { light: colorOf(light, '--accent-text'), dark: colorOf(dark, '--accent-text') },
  };
}

function colorOf(text: string, name: string): string {
  return new RegExp(`${name}:(#[0-9a-f]{6})`).exec(text)?.[1] ?? '';
}

describe("the operator's colour", () => {
  test('whichever it is, what stands on it can be read, also on a button that is held', () => {
    assert(
      property(color, (hex) => {
        const { accent, onAccent, held } = propertiesOf(accentStyle(hex));
        expect(accent).toBe(hex);
        for (const ground of [accent, held]) expect(contrast(onAccent, ground)).toBeGreaterThanOrEqual(MIN_CONTRAST);
      }),
    );
  });

  test('whichever it is, links in it can be read in the light and in the dark', () => {
    assert(
      property(color, (hex) => {
        const { text } = propertiesOf(accentStyle(hex));
        for (const scheme of ['light', 'dark'] as const)
          for (const ground of GROUNDS[scheme])
            expect(contrast(text[scheme], ground)).toBeGreaterThanOrEqual(MIN_CONTRAST);
      }),
    );
  });

  test.each([
    ['#0b5cff', { onAccent: '#ffffff', text: '#0b5cff' }],
    ['#ffd400', { onAccent: '#000000', text: '#7a6600' }],
    ['#000000', { onAccent: '#ffffff', text: '#000000' }],
  ])('%s stays itself where it can be read', (hex, expected) => {
    const { onAccent, text } = propertiesOf(accentStyle(hex));
    expect({ onAccent, text: text.light }).toEqual(expected);
  });
});
