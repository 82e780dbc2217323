import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The panel and /launch, built to dist/client. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    // Zoom's embedded browsers include old WebKit.
    target: ['safari14', 'ios14'],
    // It would be an inline script, which the content security policy refuses.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: true,
    sourcemap: false,
    reportCompressedSize: false,
  },
});
