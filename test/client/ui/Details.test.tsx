// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Details } from '../../../client/src/ui/Details.js';

afterEach(cleanup);

test('what is folded tells whether it is open, in browsers too whose event does not say it', () => {
  const onToggle = vi.fn<(isOpen: boolean) => void>();
  render(
    <Details summary="What happened" onToggle={onToggle}>
      All of it
    </Details>,
  );
  const details = screen.getByRole('group');
  if (!(details instanceof HTMLDetailsElement)) throw new Error('not a native details element');
  for (const isOpen of [true, false]) {
    details.open = isOpen;
    fireEvent(details, new Event('toggle'));
    expect(onToggle).toHaveBeenLastCalledWith(isOpen);
  }
});

test('it stays as it was left when what it holds changes', () => {
  const { rerender } = render(<Details summary="More">one</Details>);
  const details = screen.getByRole('group');
  details.toggleAttribute('open', true);
  rerender(<Details summary="More">two</Details>);
  expect(details.hasAttribute('open')).toBe(true);
});
