// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Announcer } from '../../../client/src/ui/Announcer.js';
import { AreaBoundary } from '../../../client/src/ui/AreaBoundary.js';
import { Screen } from '../../../client/src/ui/Screen.js';

const reload = vi.fn<() => void>();

beforeEach(() => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  // React's own report.
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(location, 'reload').mockImplementation(reload);
  reload.mockClear();
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('a part that breaks', () => {
  test('says so at once, and the rest stays as it was', () => {
    const { rerender } = render(page(false));
    rerender(page(true));
    expect(screen.getByRole('alert').textContent).toContain('This part could not be shown.');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('The bot is recording');
    expect(screen.getByRole('button', { name: 'Elsewhere' })).toBeDefined();
  });

  test('is mended by the reload that it offers', () => {
    render(page(true));
    fireEvent.click(screen.getByRole('button', { name: 'Reload' }));
    expect(reload).toHaveBeenCalledOnce();
  });

  test('hands the keyboard on to that offer when it held the place', () => {
    const { rerender } = render(page(false));
    screen.getByRole('button', { name: 'Inside' }).focus();
    rerender(page(true));
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Reload' }));
  });

  test('leaves a keyboard alone that is elsewhere', () => {
    const { rerender } = render(page(false));
    screen.getByRole('button', { name: 'Elsewhere' }).focus();
    rerender(page(true));
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Elsewhere' }));
  });
});

describe('a page that breaks', () => {
  test('is one sentence with one action, never empty', () => {
    render(wholePage(true));
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('This page could not be shown');
    fireEvent.click(screen.getByRole('button', { name: 'Reload' }));
    expect(reload).toHaveBeenCalledOnce();
  });

  test('is read as a new sentence, from which the keyboard goes on', () => {
    const { rerender } = render(wholePage(false));
    screen.getByRole('button', { name: 'Inside' }).focus();
    rerender(wholePage(true));
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'This page could not be shown' }));
  });
});

function page(isBroken: boolean): ReactNode {
  return (
    <Announcer>
      <Screen state="bot-live" sentence="The bot is recording" action={<button type="button">Elsewhere</button>}>
        <AreaBoundary area="part">
          <Fragile isBroken={isBroken} />
        </AreaBoundary>
      </Screen>
    </Announcer>
  );
}

function wholePage(isBroken: boolean): ReactNode {
  return (
    <Announcer>
      <AreaBoundary area="page">
        <Screen state="ready" sentence="You are ready">
          <Fragile isBroken={isBroken} />
        </Screen>
      </AreaBoundary>
    </Announcer>
  );
}

function Fragile({ isBroken }: { isBroken: boolean }) {
  if (isBroken) throw new Error('It broke');
  return <button type="button">Inside</button>;
}
