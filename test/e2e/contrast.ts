import type { Page } from 'playwright-core';

/**
 * The contrast of each text of a page with what is behind it, by computed colours: for pages without images, gradients and
 * half-transparent colours. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export async function contrastsOf(page: Page): Promise<{ text: string; ratio: number }[]> {
  const texts = await page.evaluate(() => {
    const found: { text: string; colour: string; behind: string }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const element = node.parentElement;
      if (text === '' || element === null) continue;
      let behind = '';
      for (let at: Element | null = element; at !== null && !behind.startsWith('rgb('); at = at.parentElement) {
        behind = getComputedStyle(at).backgroundColor;
      }
      found.push({ text, colour: getComputedStyle(element).color, behind });
    }
    return found;
  });
  return texts.map(({ text, colour, behind }) => ({ text, ratio: contrast(luminance(colour), luminance(behind)) }));
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** @param colour `rgb(18, 21, 26)`, as computed styles have it */
function luminance(colour: string): number {
  const [red = NaN, green = NaN, blue = NaN] = (/^rgb\((.*)\)$/.exec(colour)?.[1] ?? '').split(',').map((value) => {
    const part = Number(value) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
