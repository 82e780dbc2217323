// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { Button } from '../../../client/src/ui/Button.js';
import { TextField } from '../../../client/src/ui/TextField.js';

afterEach(cleanup);

test('a field is named by its label and described by its hint', () => {
  render(<TextField label="Invite link" value="" hint="Paste it here" onChange={() => undefined} />);
  const field = screen.getByRole('textbox', { name: 'Invite link' });
  expect(descriptionOf(field)).toBe('Paste it here');
  expect(field.getAttribute('aria-invalid')).toBe('false');
});

test('what is wrong takes the place of the hint, and the field says that it is invalid', () => {
  render(
    <TextField label="Invite link" value="x" hint="Paste it here" error="Not a link." onChange={() => undefined} />,
  );
  const field = screen.getByRole('textbox', { name: 'Invite link' });
  expect(descriptionOf(field)).toBe('Not a link.');
  expect(field.getAttribute('aria-invalid')).toBe('true');
});

test('Enter sends a form from a field of several lines; with Shift, or while a word is composed, it does not', () => {
  const sent = vi.fn<() => void>();
  render(<Form onSend={sent} />);
  const field = screen.getByRole('textbox');
  fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
  fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
  expect(sent).not.toHaveBeenCalled();
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(sent).toHaveBeenCalledOnce();
});

test('a busy button keeps its place and sends nothing', () => {
  const sent = vi.fn<() => void>();
  render(<Form onSend={sent} isBusy />);
  fireEvent.click(screen.getByRole('button', { name: 'Send' }));
  expect(sent).not.toHaveBeenCalled();
});

function Form({ onSend, isBusy = false }: { onSend: () => void; isBusy?: boolean }) {
  const [value, setValue] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <TextField label="Invite link" value={value} onChange={setValue} isLong />
      <Button type="submit" isBusy={isBusy}>
        Send
      </Button>
    </form>
  );
}

function descriptionOf(field: HTMLElement): string | null {
  return document.querySelector(`[id="${field.getAttribute('aria-describedby')}"]`)?.textContent ?? null;
}
