import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.js';
import './styles/app.css';

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no root');

createRoot(root).render(
  <StrictMode>
    <App path={location.pathname} />
  </StrictMode>,
);
// The page's own offer to reload is withdrawn.
root.toggleAttribute('data-started', true);
