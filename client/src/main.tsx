import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no root');

createRoot(root).render(
  <StrictMode>
    <main className="boot" data-state="starting">
      <h1>Getting ready…</h1>
    </main>
  </StrictMode>,
);
// The page's own offer to reload is withdrawn.
root.toggleAttribute('data-started', true);
