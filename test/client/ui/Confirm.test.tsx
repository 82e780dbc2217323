// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Confirm } from '../../../client/src/ui/Confirm.js';

afterEach(cleanup);

test('it asks back in its place, with the focus on the harmless answer, and does nothing before that', () => {
  const onConfirm = show();
  ask();
  expect(onConfirm).not.toHaveBeenCalled();
  expect(screen.getByRole('group', { name: 'Remove the bot?' })).toBeDefined();
  expect(document.activeElement?.textContent).toBe('Keep it');
});

test('"yes" does it, once', () => {
  const onConfirm = show();
  ask();
  fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
  expect(onConfirm).toHaveBeenCalledOnce();
});

test.each([
  ['"no"', () => fireEvent.click(screen.getByRole('button', { name: 'Keep it' }))],
  ['Escape', () => fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' })],
])('%s changes nothing, and the focus is back where it was', (_way, answer) => {
  const onConfirm = show();
  ask();
  answer();
  expect(onConfirm).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Remove the bot' }));
});

test('while it is being done it keeps still', () => {
  const onConfirm = vi.fn<() => void>();
  const { rerender } = render(confirm(onConfirm, false));
  ask();
  rerender(confirm(onConfirm, true));
  fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
  fireEvent.keyDown(screen.getByRole('button', { name: 'Remove' }), { key: 'Escape' });
  expect(onConfirm).not.toHaveBeenCalled();
  expect(screen.getByRole('button', { name: 'Remove' }).getAttribute('aria-disabled')).toBe('true');
});

test('it takes no focus by merely being there', () => {
  show();
  expect(document.activeElement).toBe(document.body);
});

function show() {
  const onConfirm = vi.fn<() => void>();
  render(confirm(onConfirm, false));
  return onConfirm;
}

function confirm(onConfirm: () => void, isBusy: boolean) {
  return (
    <Confirm
      label="Remove the bot"
      question={<p>Remove the bot?</p>}
      confirmLabel="Remove"
      cancelLabel="Keep it"
      isBusy={isBusy}
      onConfirm={onConfirm}
    />
  );
}

function ask(): void {
  fireEvent.click(screen.getByRole('button', { name: 'Remove the bot' }));
}
