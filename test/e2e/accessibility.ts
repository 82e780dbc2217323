import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Fails with what axe finds on a page, in the light and in the dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // By the browser's own debugger, which the content security policy does not concern.
    await page.evaluate(`${axe.source}; undefined`);
    const violations = await page.evaluate<{ rule: string; where: string[] }[]>(`
      axe.run(document).then(({ violations }) =>
        violations.map(({ id, nodes }) => ({ rule: id, where: nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary) })))
    `);
    expect(violations, colorScheme).toEqual([]);
  }
}

/** More presses than any page here needs. */
const MAX_PRESSES = 60;

/** Presses Tab until what has that name, by its text or its label, has the focus; and sees that the focus is shown. */
export async function pressTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let pressed = 0; pressed < MAX_PRESSES; pressed += 1) {
    await page.keyboard.press(key);
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null) return null;
      const label = document.querySelector(`label[for="${CSS.escape(element.id)}"]`);
      return {
        name: (label ?? element).textContent?.trim(),
        outline: getComputedStyle(element).outlineStyle,
      };
    });
    if (focused?.name !== name) continue;
    expect(focused.outline).toBe('solid');
    return;
  }
  throw new Error(`${key} does not reach “${name}”`);
}
